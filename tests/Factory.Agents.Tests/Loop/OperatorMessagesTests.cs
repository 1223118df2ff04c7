using Factory.Agents.Tools;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.TestKit.Builders;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Tests.Loop;

/// <summary>What the operator tells an agent that is at work.</summary>
public sealed class OperatorMessagesTests : IDisposable
{
    private const string Good = """{"summary":"Done","notes":[]}""";

    private readonly LoopHarness _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public async Task Run_MessagesDuringATurn_AreReadInOrderAtTheNext()
    {
        TellsOnLook("Prices are in euros.", "No cents.");
        _loop.Model.Calls(("look", new { })).Submits(Good);

        await _loop.RunAsync();

        _loop.Model.Seen[0].ShouldNotContain(m => m.Text.Contains("euros", StringComparison.Ordinal));
        _loop.Model.Seen[1].TakeLast(2).Select(m => (m.Role, m.Text)).ShouldBe(
            [
                (ChatRole.User, "The operator writes: Prices are in euros."),
                (ChatRole.User, "The operator writes: No cents."),
            ]);
        _loop.Entries().Where(e => e.Kind == TranscriptEntryKind.Operator).Select(e => e.Text)
            .ShouldBe(["Prices are in euros.", "No cents."]);
    }

    [Fact]
    public async Task Run_MessageWhileTheResultIsSubmitted_IsReadBeforeTheResultCounts()
    {
        TellsOnLook("Prices are in euros.");
        _loop.Model
            .Calls(("look", new { }), ("submit_result", new { summary = "In dollars" }), ("look", new { }))
            .Submits(Good);

        (await _loop.RunAsync()).ShouldBeOfType<ChangeSet>().Summary.ShouldBe("Done");

        // Every call has its result, which APIs insist on, and the message comes after them.
        var results = _loop.Model.Seen[1][^2].Contents.OfType<FunctionResultContent>().Select(r => (string)r.Result!).ToList();
        results.Count.ShouldBe(3);
        results[1].ShouldStartWith("Not accepted yet: the operator has written to you meanwhile.");
        results[2].ShouldStartWith("Not run");
        _loop.Model.Seen[1][^1].Text.ShouldBe("The operator writes: Prices are in euros.");
    }

    private void TellsOnLook(params string[] texts)
    {
        var left = new Queue<string>(texts);
        _loop.Reads("look", (_, _) =>
        {
            while (left.TryDequeue(out var text))
            {
                _loop.Messages.Add(new TaskMessage(1, text, Given.Now));
            }

            return Task.FromResult(new ToolResult("seen", "looked"));
        });
    }
}
