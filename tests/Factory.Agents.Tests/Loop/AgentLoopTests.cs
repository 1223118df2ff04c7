using System.Text.Json;
using Factory.Agents.Loop;
using Factory.Agents.Tools;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Tests.Loop;

public sealed class AgentLoopTests : IDisposable
{
    private const string Good = """{"summary":"Done","notes":[]}""";

    private readonly LoopHarness _loop = new();

    [Fact]
    public async Task Run_ValidResult_EndsTheLoop()
    {
        _loop.Model.Submits(Good);

        (await _loop.RunAsync()).ShouldBeOfType<ChangeSet>().Summary.ShouldBe("Done");

        _loop.Turns.ShouldBe(1);
        _loop.Actions.ShouldBe(["submitted the result"]);
        _loop.Model.Options[0].MaxOutputTokens.ShouldBe(8_000);
    }

    [Fact]
    public async Task Run_ResultWithoutItsWrapper_IsAccepted()
    {
        _loop.Model.Calls(("submit_result", new { summary = "Done" }));

        (await _loop.RunAsync()).ShouldBeOfType<ChangeSet>();
    }

    [Fact]
    public async Task Run_MalformedTwice_IsRequestedAgainAndAccepted()
    {
        _loop.Model.Submits("{}").Submits("""{"summary":7}""").Submits(Good);

        await _loop.RunAsync();

        _loop.Model.ResultsBefore(2).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            t => t.ShouldContain("'summary' is missing"),
            t => t.ShouldEndWith("You have 2 tries left."));
        _loop.Model.ResultsBefore(3).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            t => t.ShouldContain("'summary' must be a text"),
            t => t.ShouldEndWith("You have one try left."));
    }

    [Fact]
    public async Task Run_MalformedThreeTimes_FailsWithTheErrors()
    {
        _loop.Model.Submits("{}").Says("I am done, trust me.").Submits("{}");

        var e = await Should.ThrowAsync<FactoryException>(() => _loop.RunAsync());

        e.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
        e.Message.ShouldContain("'summary' is missing");
    }

    [Fact]
    public async Task Run_TextWithoutACall_IsRemindedOfTheTool()
    {
        _loop.Model.Says("Here is my plan.").Submits(Good);

        await _loop.RunAsync();

        _loop.Model.Seen[1][^1].ShouldSatisfyAllConditions(
            m => m.Role.ShouldBe(ChatRole.User),
            m => m.Text.ShouldContain("submit_result"),
            m => m.Text.ShouldEndWith("You have 2 tries left."));
    }

    [Fact]
    public async Task Run_UnknownTool_ListsTheAvailableOnes()
    {
        Looks("look");
        _loop.Model.Calls(("make_coffee", new { })).Submits(Good);

        await _loop.RunAsync();

        _loop.Model.ResultsBefore(2).ShouldBe(["Error: there is no tool 'make_coffee'. The available tools are look, submit_result."]);
    }

    [Fact]
    public async Task Run_ArgumentsThatAreNotJson_AreRequestedAgain()
    {
        Looks("look");
        _loop.Model
            .Then(_ =>
                Task.FromResult<AIContent[]>([
                    new FunctionCallContent("c1", "look", null) { Exception = new JsonException("cut") },
                    new FunctionCallContent("c2", "submit_result", null) { Exception = new JsonException("cut") }
                ]))
            .Submits(Good);

        await _loop.RunAsync();

        _loop.Model.ResultsBefore(2).ShouldAllBe(r => r.Contains("not valid JSON"));
    }

    [Fact]
    public async Task Run_ArgumentsThatAreNotUnicode_AreRejected()
    {
        using var half = JsonDocument.Parse("""{"text":"\ud800"}""");
        Looks("look");
        _loop.Model
            .Then(_ => Task.FromResult<AIContent[]>(
            [
                new FunctionCallContent("c1", "look", new Dictionary<string, object?> { ["text"] = half.RootElement.GetProperty("text") }),
                new FunctionCallContent(
                    "c2",
                    "submit_result",
                    new Dictionary<string, object?> { ["summary"] = half.RootElement.GetProperty("text") }),
            ]))
            .Submits(Good);

        await _loop.RunAsync();

        _loop.Model.ResultsBefore(2).ShouldAllBe(r => r.StartsWith("Error: "));
    }

    [Fact]
    public async Task Run_ToolThatThrows_BecomesAResultWithoutDetails()
    {
        _loop.Reads("look", (_, _) => throw new IOException("/srv/data is full"));
        _loop.Changes("crash", (_, _) => throw new InvalidOperationException("/srv/data"));
        _loop.Model.Calls(("look", new { }), ("crash", new { })).Submits(Good);

        await _loop.RunAsync();

        _loop.Model.ResultsBefore(2).ShouldAllBe(r => r.StartsWith("Error: ") && !r.Contains("/srv"));
    }

    [Fact]
    public async Task Run_ReadOnlyCalls_RunInParallelAndReturnInOrder()
    {
        var both = new CountdownEvent(2);
        var release = new TaskCompletionSource();
        _loop.Reads("look", async (text, _) =>
        {
            if (both.Signal())
            {
                release.SetResult();
            }

            await release.Task.WaitAsync(TimeSpan.FromSeconds(30));
            return new ToolResult(text!, "looked");
        });
        _loop.Model.Calls(("look", new { text = "one" }), ("look", new { text = "two" })).Submits(Good);

        await _loop.RunAsync();

        _loop.Model.ResultsBefore(2).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task Run_Changes_RunAloneAndInOrder()
    {
        var events = new List<string>();
        async Task<ToolResult> Act(string? text, CancellationToken cancellationToken)
        {
            events.Add("+" + text);
            await Task.Yield();
            events.Add("-" + text);
            return new ToolResult(text!, "acted");
        }

        _loop.Reads("look", Act);
        _loop.Changes("write", Act);
        _loop.Model
            .Calls(
                ("write", new { text = "1" }),
                ("write", new { text = "2" }),
                ("look", new { text = "3" }),
                ("write", new { text = "4" }))
            .Submits(Good);

        await _loop.RunAsync();

        events.ShouldBe(["+1", "-1", "+2", "-2", "+3", "-3", "+4", "-4"]);
        _loop.Model.ResultsBefore(2).ShouldBe(["1", "2", "3", "4"]);
    }

    [Fact]
    public async Task Run_SubmissionInTheTurnOfAFailedChange_IsRejected()
    {
        _loop.Changes("edit_file", (_, _) => throw new ToolException("not found"));
        _loop.Model.Calls(("edit_file", new { }), ("submit_result", new { result = new { summary = "Done" } })).Submits(Good);

        await _loop.RunAsync();

        _loop.Model.ResultsBefore(2)[1].ShouldContain("a change in the same turn failed");
        _loop.Turns.ShouldBe(2);
    }

    [Fact]
    public async Task Run_Secrets_DoNotReachTheModel()
    {
        _loop.Reads("look", (_, _) => Task.FromResult(new ToolResult("key=very-secret-value", "saw very-secret-value")));
        _loop.Model.Calls(("look", new { })).Submits(Good);

        await _loop.RunAsync();

        _loop.Model.ResultsBefore(2).ShouldBe(["key=[redacted]"]);
        _loop.Actions[0].ShouldBe("saw [redacted]");
    }

    [Fact]
    public async Task Run_FailedTool_SetsTheErrorFlagOfTheProvider()
    {
        Looks("look");
        _loop.Changes("crash", (_, _) => throw new ToolException("not now"));
        _loop.Model.Calls(("look", new { }), ("crash", new { })).Submits(Good);

        await _loop.RunAsync();

        _loop.Model.Seen[1][^1].Contents.Cast<FunctionResultContent>().Select(r => r.Exception?.Message).ShouldBe([null, "Error: not now"]);
    }

    [Fact]
    public async Task Run_Tools_AreDeclaredWithoutImplementation()
    {
        Looks("look");
        _loop.Model.Submits(Good);

        await _loop.RunAsync();

        _loop.Model.Options[0].Tools!.Select(t => t.Name).ShouldBe(["look", "submit_result"]);
        _loop.Model.Options[0].Tools!.ShouldAllBe(t => t is AIFunctionDeclaration && !(t is AIFunction));
    }

    [Fact]
    public async Task Run_RepeatedRejectedCall_IsStopped()
    {
        for (var i = 0; i < LoopLimits.MaxRepeats; i++)
        {
            _loop.Model.Calls(("make_coffee", new { }));
        }

        (await Should.ThrowAsync<FactoryException>(() => _loop.RunAsync())).Message.ShouldContain("called make_coffee 8 times");
    }

    [Theory]
    [InlineData(3, 100_000, "3 turns", 3)]
    [InlineData(20, 31, "31 tokens", 3)]
    public async Task Run_Limit_EndsTheLoop(int turns, long tokens, string expected, int calls)
    {
        _loop.Limits = new LoopLimits(turns, tokens);
        Looks("look");
        for (var i = 0; i < 10; i++)
        {
            _loop.Model.Calls(("look", new { text = new string('x', i) }));
        }

        var e = await Should.ThrowAsync<FactoryException>(() => _loop.RunAsync());

        e.Code.ShouldBe(ErrorCodes.AttemptLimitReached);
        e.Message.ShouldContain(expected);
        _loop.Model.Seen.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task Run_RepeatedCall_IsWarnedThenStopped()
    {
        Looks("look");
        for (var i = 0; i < LoopLimits.MaxRepeats; i++)
        {
            _loop.Model.Calls(("look", new { text = "again" }));
        }

        var e = await Should.ThrowAsync<FactoryException>(() => _loop.RunAsync());

        e.Code.ShouldBe(ErrorCodes.AttemptLimitReached);
        e.Message.ShouldContain("called look 8 times");
        _loop.Model.ResultsBefore(4).ShouldBe(["again"]);
        _loop.Model.ResultsBefore(5).ShouldHaveSingleItem().ShouldContain("You made the same call 4 times");
    }

    [Fact]
    public async Task Run_SameCallAfterChanges_Continues()
    {
        Looks("look");
        _loop.Changes("write_file", (_, _) => Task.FromResult(new ToolResult("ok", "wrote", Changed: true)));
        for (var i = 0; i < 9; i++)
        {
            _loop.Model.Calls(("look", new { text = "tests" }), ("write_file", new { text = i.ToString() }));
        }

        _loop.Model.Submits(Good);

        await _loop.RunAsync();
    }

    [Fact]
    public async Task Run_ModelFails_Throws()
    {
        _loop.Model.Throws(new FactoryException(ErrorCodes.BudgetExceeded, "No money left."));

        (await Should.ThrowAsync<FactoryException>(() => _loop.RunAsync())).Code.ShouldBe(ErrorCodes.BudgetExceeded);
    }

    [Fact]
    public async Task Run_CancelledInATool_Stops()
    {
        using var stop = new CancellationTokenSource();
        _loop.Reads("look", async (_, token) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return new ToolResult("", "");
        });
        _loop.Model.Calls(("look", new { }));

        await Should.ThrowAsync<OperationCanceledException>(() => _loop.RunAsync(stop.Token).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    public void Dispose() => _loop.Dispose();

    private void Looks(string name) => _loop.Reads(name, (text, _) => Task.FromResult(new ToolResult(text ?? "", "looked")));
}
