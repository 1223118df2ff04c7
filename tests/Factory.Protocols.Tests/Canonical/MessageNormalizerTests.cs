using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Canonical;

public sealed class MessageNormalizerTests
{
    private static readonly ToolName Read = new("read");

    [Fact]
    public void Normalize_NeighboursOfOneRole_BecomeOneMessage() => Normalized(User("a"), User("b"), Assistant("c"), User("d"))
        .ShouldBe(Shape.Of(new[] { User("a", "b"), Assistant("c"), User("d") }));

    [Fact]
    public void Normalize_MessageWithoutContent_IsDroppedAndItsNeighboursJoin() =>
        Normalized(User("a"), Assistant(""), new Message(Role.Assistant, []), User("b"))
        .ShouldBe(Shape.Of(new[] { User("a", "b") }));

    [Fact]
    public void Normalize_ResultBehindText_ComesFirst()
    {
        var result = new ToolResultPart("c", Read, [], false);

        Normalized(new Message(Role.User, [new TextPart("a"), result, new TextPart("b")]))
            .ShouldBe(Shape.Of(new[] { new Message(Role.User, [result, new TextPart("a"), new TextPart("b")]) }));
    }

    [Fact]
    public void Normalize_SeveralResults_KeepTheirOrder() =>
        MessageNormalizer.Normalize([User("x"), Results("b", "a", "c")])[0].Parts.OfType<ToolResultPart>()
            .Select(result => result.CallId)
            .ShouldBe(["b", "a", "c"]);

    [Fact]
    public void Normalize_IdUsedAgainInALaterReply_NamesTheNearestCall()
    {
        var messages = MessageNormalizer.Normalize([Call("call_0", "read"), Results("call_0"), Call("call_0", "write"), Results("call_0")]);

        messages.SelectMany(message => message.Parts)
            .OfType<ToolResultPart>()
            .Select(result => result.Name!.Value.Name)
            .ShouldBe(["read", "write"]);
    }

    [Fact]
    public void Normalize_ResultWithoutItsCall_HasNoName() =>
        MessageNormalizer.Normalize([Call("a", "read"), Results("other")])[1].Parts.OfType<ToolResultPart>().Single().Name.ShouldBeNull();

    [Fact]
    public void Normalize_ResultWithAName_KeepsIt() =>
        MessageNormalizer.Normalize([
            Call("a", "read"),
            new Message(Role.User, [new ToolResultPart("a", new ToolName("mine"), [], false)])
        ])[1]
            .Parts.OfType<ToolResultPart>().Single().Name!.Value.Name.ShouldBe("mine");

    [Fact]
    public void SplitInstructions_OnlyTheFirstMessage_AreInstructions()
    {
        var (system, others) = MessageNormalizer.SplitInstructions([System("a", "b"), User("c"), System("d")]);

        system.ShouldBe(["a", "b"]);
        others.Select(message => message.Role).ShouldBe([Role.User, Role.System]);
    }

    [Fact]
    public void SplitInstructions_NoneAtTheStart_AreEmpty() =>
        MessageNormalizer.SplitInstructions([User("a"), System("b")]).System.ShouldBeEmpty();

    [Fact]
    public void InstructionsAsUserMessages_InTheMiddle_AreTaggedTextOfTheUser() =>
        Shape.Of(MessageNormalizer.InstructionsAsUserMessages([User("a"), System("b"), Assistant("c")]))
            .ShouldBe(Shape.Of(new[] { User("a", "<system>\nb\n</system>"), Assistant("c") }));

    [Theory]
    [InlineData(ModelApi.AnthropicMessages, "seen", "proof", true, true)]
    [InlineData(ModelApi.AnthropicMessages, "seen", "", true, false)]
    [InlineData(ModelApi.AnthropicMessages, "", "proof", true, true)]
    [InlineData(ModelApi.OpenAIResponses, "seen", "proof", true, false)]
    [InlineData(ModelApi.AnthropicMessages, "seen", "", false, true)]
    [InlineData(ModelApi.AnthropicMessages, "", "", false, false)]
    [InlineData(ModelApi.OpenAIChat, "seen", "proof", false, false)]
    public void KeepOwnReasoning_AnyReasoning_IsKeptForItsIssuerOnly(
        ModelApi issuer,
        string text,
        string payload,
        bool needsProof,
        bool kept)
    {
        var message = new Message(
            Role.Assistant,
            [new ReasoningPart(text, new ReasoningSignature(issuer, payload)), new TextPart("answer")]);

        MessageNormalizer.KeepOwnReasoning([message], ModelApi.AnthropicMessages, needsProof)
            .Single().Parts.OfType<ReasoningPart>()
            .Any()
            .ShouldBe(kept);
    }

    [Fact]
    public void KeepOwnReasoning_MessageOfNothingElse_IsDropped() =>
        MessageNormalizer.KeepOwnReasoning(
            [User("a"), new Message(Role.Assistant, [new ReasoningPart("x", new ReasoningSignature(ModelApi.OpenAIChat, ""))]), User("b")],
            ModelApi.AnthropicMessages,
            needsProof: true)
            .Count.ShouldBe(1);

    private static string Normalized(params Message[] messages) => Shape.Of(MessageNormalizer.Normalize(messages));

    private static Message User(params string[] texts) => new(Role.User, [.. texts.Select(text => new TextPart(text))]);

    private static Message Assistant(params string[] texts) => new(Role.Assistant, [.. texts.Select(text => new TextPart(text))]);

    private static Message System(params string[] texts) => new(Role.System, [.. texts.Select(text => new TextPart(text))]);

    private static Message Call(string id, string name) => new(Role.Assistant, [new ToolCallPart(id, new ToolName(name), "{}")]);

    private static Message Results(params string[] ids) => new(Role.User, [.. ids.Select(id => new ToolResultPart(id, null, [], false))]);
}
