using System.Text;
using System.Text.Json.Nodes;
using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

/// <summary>Reasoning and its signatures: only the issuer gets them back.</summary>
public sealed class ReasoningTranslationTests
{
    public static TheoryData<ModelApi, ModelApi> Pairs() => ResponseTranslationTests.Pairs();

    [Theory]
    [MemberData(nameof(Pairs))]
    public void TranslateRequest_SignedReasoningInTheHistory_ReachesItsIssuerOnly(ModelApi issuer, ModelApi client)
    {
        var response = ResponseTranslationTests.Read(
            client,
            Translator.TranslateResponse(issuer, client, ReplySample.Complete(issuer), Sample.Context, RequestMap.None));
        var made = ResponseTranslationTests.Read(issuer, ReplySample.Complete(issuer)).Parts.OfType<ReasoningPart>().ToList();
        var results = response.Parts.OfType<ToolCallPart>()
            .Select(call => new ToolResultPart(call.Id, call.Name, [new TextPart("ok")], false));
        var history = new ModelRequest
        {
            SourceApi = client,
            Messages = MessageNormalizer.Normalize([
                new Message(Role.User, [new TextPart("hi")]),
                new Message(Role.Assistant, response.Parts),
                new Message(Role.User, [.. results])
            ]),
            MaxOutputTokens = 100,
        };

        // As the client stores it and sends it with its next request.
        var sent = Translator.WriteRequest(
            client,
            history with
            {
                Messages = [.. history.Messages.Select(message =>
                    message with { Parts = [.. message.Parts.Select(part => AsClient(part, client))] })]
            },
            Sample.Context);

        // Chat's reasoning has no signature: from chat to chat it is sent as it came, which is not a translation.
        foreach (var upstream in Sample.Apis.Where(upstream => (client, upstream) != (ModelApi.OpenAIChat, ModelApi.OpenAIChat)))
        {
            var got = Encoding.UTF8.GetString(Translator.TranslateRequest(client, upstream, sent, Sample.Context).Body.Span);
            var proofs = made.Where(part => part.Signature.Payload.Length > 0).Select(part => part.Signature.Payload).ToList();
            if (upstream != issuer)
            {
                got.ShouldNotContain("Two files are needed.");
                proofs.ShouldAllBe(proof => !got.Contains(proof, StringComparison.Ordinal));
                got.ShouldNotContain(Convert.ToBase64String(Encoding.ASCII.GetBytes("factory.v02.")));
            }
            else if (client != ModelApi.OpenAIChat)
            {
                proofs.ShouldAllBe(proof => got.Contains(proof, StringComparison.Ordinal));
                got.ShouldContain("Two files are needed.");
            }
        }
    }

    [Fact]
    public void TranslateRequest_ReasoningOfAChatServer_HasTheServersFieldName()
    {
        var reply = Encoding.UTF8.GetBytes(
            """{"choices":[{"message":{"role":"assistant","content":"ok","reasoning":"why not"},"finish_reason":"stop"}]}""");

        var block = JsonNode.Parse(Translator.TranslateResponse(
            ModelApi.OpenAIChat,
            ModelApi.AnthropicMessages,
            reply,
            Sample.Context,
            RequestMap.None))!["content"]![0]!;
        var next =
            $$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{{block.ToJsonString()}},{"type":"text","text":"ok"}]},{"role":"user","content":"b"}]}""";
        var sent = JsonNode.Parse(Translator.TranslateRequest(
            ModelApi.AnthropicMessages,
            ModelApi.OpenAIChat,
            Encoding.UTF8.GetBytes(next),
            Sample.Context).Body.Span)!["messages"]![1]!;

        sent["reasoning"]!.GetValue<string>().ShouldBe("why not");
        sent["reasoning_content"].ShouldBeNull();
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", false)]
    [InlineData("claude-opus-4-6", true)]
    [InlineData("claude-opus-5-5", true)]
    public void TranslateRequest_OpenLoopWithoutSignedReasoning_SwitchesThinkingOffBeforeClaude46(string model, bool thinks)
    {
        var body = Encoding.UTF8.GetBytes("""
            {"model":"m","reasoning_effort":"high","messages":[{"role":"user","content":"hi"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"x"}],
             "tools":[{"type":"function","function":{"name":"f"}}]}
            """);

        var sent = JsonNode.Parse(Translator.TranslateRequest(
            ModelApi.OpenAIChat,
            ModelApi.AnthropicMessages,
            body,
            Sample.Context with { UpstreamModel = model }).Body.Span)!;

        (sent["thinking"] is not null).ShouldBe(thinks);
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", """{"type":"enabled","budget_tokens":2048}""")]
    [InlineData("claude-3-7-sonnet-20250219", """{"type":"enabled","budget_tokens":2048}""")]
    [InlineData("claude-opus-5-5", """{"type":"adaptive"}""")]
    [InlineData("some-other-model", """{"type":"enabled","budget_tokens":2048}""")]
    public void TranslateRequest_Effort_BecomesWhatTheClaudeModelTakes(string model, string thinking)
    {
        var body = Encoding.UTF8.GetBytes("""{"model":"m","reasoning_effort":"low","messages":[{"role":"user","content":"hi"}]}""");

        var sent = JsonNode.Parse(Translator.TranslateRequest(
            ModelApi.OpenAIChat,
            ModelApi.AnthropicMessages,
            body,
            Sample.Context with { UpstreamModel = model }).Body.Span)!;

        sent["thinking"]!.ToJsonString().ShouldBe(thinking);
        JsonNode.Parse(Translator.TranslateRequest(
            ModelApi.OpenAIChat,
            ModelApi.AnthropicMessages,
            body,
            Sample.Context with { UpstreamModel = model, SupportsReasoning = false }).Body.Span)!["thinking"]
            .ShouldBeNull();
    }

    /// <summary>A client sends back the signature that it got, which for another issuer is the wrapper.</summary>
    private static ContentPart AsClient(ContentPart part, ModelApi client) =>
        part is ReasoningPart reasoning && client != ModelApi.OpenAIChat
            ? reasoning with { Signature = new ReasoningSignature(client, reasoning.Signature.WrapFor(client)) }
            : part;
}
