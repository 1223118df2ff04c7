using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;

namespace Factory.Providers.Rehearsal.Tests;

public sealed class RehearsalPromptTests
{
    private static readonly Requirements Wanted = new("Tip calculator", "p", [new(1, "a")], []);

    [Fact]
    public void Parse_LineFeedsOfWindows_ReadsEveryPart()
    {
        var message = MiniLoop.Prompt(TaskKinds.Build, "one\r\ntwo", [("prd", Wanted)], feedback: ["wrong"], attempt: 3);

        var prompt = RehearsalPrompt.Parse(message.ReplaceLineEndings("\r\n"));

        (prompt.Kind, prompt.Attempt, prompt.Idea, prompt.Target).ShouldBe((TaskKinds.Build, 3, "one\ntwo", null));
        prompt.Feedback.ShouldBe(["wrong"]);
        prompt.Criteria.ShouldHaveSingleItem().Text.ShouldBe("a");
        prompt.Evidence.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("kind: build")]
    [InlineData(" Kind: build")]
    [InlineData("<idea>\nx\nKind: build\n</idea>")]
    [InlineData("<idea>\nx\n</idea>\nKind: build")]
    public void Parse_NoKindBeforeTheFirstTag_IsEmptyAndTheFirstAttempt(string message)
    {
        var prompt = RehearsalPrompt.Parse(message);

        (prompt.Kind, prompt.Attempt).ShouldBe(("", 1));
    }

    [Theory]
    [InlineData("two")]
    [InlineData("99999999999")]
    [InlineData("")]
    public void Parse_AttemptThatIsNoNumber_IsTheFirst(string attempt) =>
        RehearsalPrompt.Parse($"{PromptFormat.KindPrefix}build\n{PromptFormat.AttemptPrefix}{attempt}\n").Attempt.ShouldBe(1);

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"kind\":\"poem\"}")]
    [InlineData("{\"kind\":7}")]
    [InlineData("{\"productName\":\"without its kind\"}")]
    public void Parse_UnreadableArtifact_IsMissing(string json)
    {
        var artifact = PromptFormat.WrapInTag(PromptFormat.ArtifactTag, json, "from=\"prd\"");

        var prompt = RehearsalPrompt.Parse($"{MiniLoop.Prompt(TaskKinds.Review, "x", [("prd", Wanted)])}{artifact}\n");

        prompt.Artifacts.ShouldHaveSingleItem().ShouldBeOfType<Requirements>();
    }

    [Fact]
    public void Parse_UnreadableEvidence_KeepsTheLatestThatIsReadable()
    {
        static string Evidence(string json) => PromptFormat.WrapInTag(PromptFormat.EvidenceTag, json) + "\n";

        var prompt = RehearsalPrompt.Parse(
            Evidence("""{"commit":"c1","commands":[],"problems":[]}""")
            + Evidence("""{"commit":"c2","commands":[],"problems":[]}""")
            + Evidence("{"));

        prompt.Evidence.ShouldNotBeNull().Commit.ShouldBe("c2");
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("  \n ", 0)]
    [InlineData("The tests fail.", 1)]
    public void Parse_Feedback_CountsOnlyWithText(string feedback, int count) =>
        RehearsalPrompt.Parse(PromptFormat.WrapInTag(PromptFormat.FeedbackTag, feedback)).Feedback.Count.ShouldBe(count);
}
