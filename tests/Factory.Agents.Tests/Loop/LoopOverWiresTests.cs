using Factory.Agents.Loop;
using Factory.Agents.Tools;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.TestKit.Fakes;

namespace Factory.Agents.Tests.Loop;

/// <summary>
/// The lower half of docs/reference/model-failures.md: what the agent loop makes of answers that are no use, on every wire, over real HTTP and
/// through the meter.
/// </summary>
public sealed class LoopOverWiresTests : IDisposable
{
    private static readonly ScriptedResponse Done = ScriptedResponse.FromSubmission(new { summary = "Done", notes = Array.Empty<string>() });
    private static readonly ScriptedResponse Look = ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("look", new { text = "again" }));
    private static readonly ScriptedResponse Long = ScriptedResponse.FromText(new string('x', 5_000));

    /// <summary>Failure; replies in order, the last one again and again; the code it ends with (null: the result is taken); calls; what the model is told before its last answer; what users see.</summary>
    private static readonly Row[] Rows =
    [
        new("broken answer, then a good one", [Long with { Fault = ResponseFault.DisconnectMidway }, Done], null, 2, "Build it.", "the connection broke before the answer was complete; asks again (2 of 3)"),
        new("broken answer", [Long with { Fault = ResponseFault.EndEarly }], ErrorCodes.ModelResponseInvalid, 3, "Build it.", "the answer ended before it was complete; asks again (3 of 3)"),
        new("context overflow", [Call("a"), Call("b"), Call("c"), Call("d"), ScriptedResponse.FromError(400, said: "This model's maximum context length is 8192 tokens"), Done], null, 6, "d", "leaves out older parts of the history and asks again"),
        new("context overflow that nothing helps", [ScriptedResponse.FromError(400, said: "prompt is too long")], ErrorCodes.ModelContextExceeded, 1, "Build it.", null),
        new("truncated tool call", [ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("look", new { text = new string('y', 300) })) with { Fault = ResponseFault.TruncateToolCall }, Done], null, 2, "It was cut at the longest length that is allowed: say less at once.", null),
        new("unknown tool", [ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("make_coffee", new { })), Done], null, 2, "there is no tool 'make_coffee'. You have: look, submit_result.", null),
        new("arguments that break their schema", [ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("look", new { text = 7 })), Done], null, 2, "The argument 'text' must be a text.", null),
        new("prose instead of a result, then one", [ScriptedResponse.FromText("I would look first."), Done], null, 2, "The answer called no tool", null),
        new("prose instead of a result", [ScriptedResponse.FromText("I am done.")], ErrorCodes.ArtifactMalformed, 3, "You have one more try.", null),
        new("empty answer", [ScriptedResponse.FromText(""), Done], null, 2, "The answer was empty", null),
        new("the same call again and again", [Look], ErrorCodes.AttemptLimitReached, LoopLimits.MaxRepeats, "You made this very call 7 times", null),
        new("the same call a hundred times at once", [ScriptedResponse.FromToolCalls([.. Enumerable.Repeat(Look.ToolCalls[0], 100)])], ErrorCodes.AttemptLimitReached, 1, "Build it.", null),
    ];

    private readonly LoopHarness _loop = new();

    public static TheoryData<ModelApi, string> Table()
    {
        var data = new TheoryData<ModelApi, string>();
        foreach (var row in Rows)
        {
            foreach (var wire in FakeModelServer.Apis)
            {
                data.Add(wire, row.Failure);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task The_loop_mends_what_can_be_mended_and_says_what_cannot(ModelApi wire, string failure)
    {
        var row = Rows.Single(r => r.Failure == failure);
        var replies = new Queue<ScriptedResponse>(row.Replies);
        await using var server = await FakeModelServer.StartAsync(_ => replies.Count > 1 ? replies.Dequeue() : replies.Peek());
        await using var session = MeteredSession.Open(wire, server);
        _loop.Session = session.Session;
        _loop.Reads("look", (text, _) =>
            Task.FromResult(new ToolResult(text is { Length: 1 } letter ? string.Concat(Enumerable.Repeat(letter, 4_000)) : "seen", "looked")));

        var work = _loop.RunAsync();
        if (row.Code is null)
        {
            (await work).ShouldBeOfType<ChangeSet>();
        }
        else
        {
            (await Should.ThrowAsync<FactoryException>(() => work)).Code.ShouldBe(row.Code);
        }

        server.Requests.Count.ShouldBe(row.Calls);
        server.Requests.Last().LastMessage.ShouldContain(row.Told);
        if (row.Seen is { } seen)
        {
            _loop.Actions.ShouldContain(a => a.StartsWith("lab/m: ", StringComparison.Ordinal) && a.EndsWith(seen, StringComparison.Ordinal));
        }

        await session.CloseAsync();
        session.Budget.Leased.ShouldBe(Usd.Zero, "every reservation is settled");
        session.Budget.Spent.ShouldBe(session.Session.Cost);
    }

    [Theory]
    [InlineData(ModelApi.OpenAIChat)]
    [InlineData(ModelApi.AnthropicMessages)]
    [InlineData(ModelApi.OllamaChat)]
    public async Task A_history_that_does_not_fit_gets_shorter_and_keeps_its_brief(ModelApi wire)
    {
        var turn = 0;
        await using var server = await FakeModelServer.StartAsync(_ => ++turn switch
        {
            <= 8 => Call("abcdefgh"[turn - 1].ToString()),
            9 => ScriptedResponse.FromError(400, said: "context_length_exceeded"),
            _ => Done,
        });
        await using var session = MeteredSession.Open(wire, server);
        _loop.Session = session.Session;
        _loop.Reads("look", (text, _) => Task.FromResult(new ToolResult(string.Concat(Enumerable.Repeat(text, 4_000)), "looked")));
        await _loop.RunAsync();

        var turns = server.Requests.ToList();
        var (refused, taken) = (turns[8], turns[9]);
        taken.Body.GetRawText().Length.ShouldBeLessThan(refused.Body.GetRawText().Length * 2 / 3);
        taken.Prompt.ShouldBe("Build it.");
        taken.ToolResults[0].ShouldContain("left out to save room");
        taken.ToolResults[^1].ShouldBe(new string('h', 4_000));
    }

    [Theory]
    [InlineData(ModelApi.OpenAIChat)]
    [InlineData(ModelApi.AnthropicMessages)]
    [InlineData(ModelApi.OllamaChat)]
    public async Task A_call_without_arguments_runs_its_tool(ModelApi wire)
    {
        var replies = new Queue<ScriptedResponse>([ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("look", new { })), Done]);
        await using var server = await FakeModelServer.StartAsync(_ => replies.Dequeue());
        await using var session = MeteredSession.Open(wire, server);
        _loop.Session = session.Session;
        _loop.Reads("look", (text, _) => Task.FromResult(new ToolResult(text ?? "seen", "looked")));
        await _loop.RunAsync();
        server.Requests.Last().ToolResults.ShouldBe(["seen"]);
    }

    [Fact]
    public void The_page_has_every_failure()
    {
        var page = File.ReadAllText(Path.Combine(SourceFolder(), "../../../docs/reference/model-failures.md"));
        foreach (var failure in Rows.Select(r => r.Failure.Split(", then")[0].Split(" that nothing")[0].Split(" a hundred")[0]).Distinct())
        {
            page.ShouldContain($"| {failure}", customMessage: failure);
        }
    }

    public void Dispose() => _loop.Dispose();

    private static ScriptedResponse Call(string text) => ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("look", new { text }));

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private sealed record Row(string Failure, ScriptedResponse[] Replies, string? Code, int Calls, string Told, string? Seen);
}
