using Factory.Agents.Loop;
using Factory.Agents.Tools;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.TestKit.StandIns;

namespace Factory.Agents.Tests.Loop;

/// <summary>
/// The lower half of docs/reference/model-failures.md: what the agent loop makes of answers that are no use, on every wire, over real HTTP and
/// through the meter.
/// </summary>
public sealed class LoopOverWiresTests : IDisposable
{
    private static readonly ChatReply Done = ChatReply.Submit(new { summary = "Done", notes = Array.Empty<string>() });
    private static readonly ChatReply Look = ChatReply.Call(ChatCall.Of("look", new { text = "again" }));
    private static readonly ChatReply Long = ChatReply.Say(new string('x', 5_000));

    /// <summary>Failure; replies in order, the last one again and again; the code it ends with (null: the result is taken); calls; what the model is told before its last answer; what users see.</summary>
    private static readonly Row[] Rows =
    [
        new("broken answer, then a good one", [Long with { Break = Break.Midway }, Done], null, 2, "Build it.", "the connection broke before the answer was complete; asks again (2 of 3)"),
        new("broken answer", [Long with { Break = Break.EndsEarly }], ErrorCodes.ModelAnswerBroken, 3, "Build it.", "the answer ended before it was complete; asks again (3 of 3)"),
        new("context overflow", [Call("a"), Call("b"), Call("c"), Call("d"), ChatReply.Fail(400, said: "This model's maximum context length is 8192 tokens"), Done], null, 6, "d", "leaves out older parts of the history and asks again"),
        new("context overflow that nothing helps", [ChatReply.Fail(400, said: "prompt is too long")], ErrorCodes.ModelContextExceeded, 1, "Build it.", null),
        new("truncated tool call", [ChatReply.Call(ChatCall.Of("look", new { text = new string('y', 300) })) with { Break = Break.CutCall }, Done], null, 2, "It was cut at the longest length that is allowed: say less at once.", null),
        new("unknown tool", [ChatReply.Call(ChatCall.Of("make_coffee", new { })), Done], null, 2, "there is no tool 'make_coffee'. You have: look, submit_result.", null),
        new("arguments that break their schema", [ChatReply.Call(ChatCall.Of("look", new { text = 7 })), Done], null, 2, "The argument 'text' must be a text.", null),
        new("prose instead of a result, then one", [ChatReply.Say("I would look first."), Done], null, 2, "The answer called no tool", null),
        new("prose instead of a result", [ChatReply.Say("I am done.")], ErrorCodes.ArtifactMalformed, 3, "You have one more try.", null),
        new("empty answer", [ChatReply.Say(""), Done], null, 2, "The answer was empty", null),
        new("the same call again and again", [Look], ErrorCodes.LimitReached, LoopLimits.MaxRepeats, "You made this very call 7 times", null),
        new("the same call a hundred times at once", [ChatReply.Call([.. Enumerable.Repeat(Look.Calls[0], 100)])], ErrorCodes.LimitReached, 1, "Build it.", null),
    ];

    private readonly LoopHarness _loop = new();

    public static TheoryData<ModelWire, string> Table()
    {
        var data = new TheoryData<ModelWire, string>();
        foreach (var row in Rows)
        {
            foreach (var wire in Enum.GetValues<ModelWire>())
            {
                data.Add(wire, row.Failure);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task The_loop_mends_what_can_be_mended_and_says_what_cannot(ModelWire wire, string failure)
    {
        var row = Rows.Single(r => r.Failure == failure);
        var replies = new Queue<ChatReply>(row.Replies);
        await using var server = await ModelStandIn.StartAsync(_ => replies.Count > 1 ? replies.Dequeue() : replies.Peek());
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

        server.Turns.Count.ShouldBe(row.Calls);
        server.Turns.Last().Last.ShouldContain(row.Told);
        if (row.Seen is { } seen)
        {
            _loop.Actions.ShouldContain(a => a.StartsWith("lab/m: ", StringComparison.Ordinal) && a.EndsWith(seen, StringComparison.Ordinal));
        }

        await session.CloseAsync();
        session.Budget.Leased.ShouldBe(Usd.Zero, "every reservation is settled");
        session.Budget.Spent.ShouldBe(session.Session.Cost);
    }

    [Theory]
    [InlineData(ModelWire.OpenAI)]
    [InlineData(ModelWire.Anthropic)]
    [InlineData(ModelWire.Ollama)]
    public async Task A_history_that_does_not_fit_gets_shorter_and_keeps_its_brief(ModelWire wire)
    {
        var turn = 0;
        await using var server = await ModelStandIn.StartAsync(_ => ++turn switch
        {
            <= 8 => Call("abcdefgh"[turn - 1].ToString()),
            9 => ChatReply.Fail(400, said: "context_length_exceeded"),
            _ => Done,
        });
        await using var session = MeteredSession.Open(wire, server);
        _loop.Session = session.Session;
        _loop.Reads("look", (text, _) => Task.FromResult(new ToolResult(string.Concat(Enumerable.Repeat(text, 4_000)), "looked")));
        await _loop.RunAsync();

        var turns = server.Turns.ToList();
        var (refused, taken) = (turns[8], turns[9]);
        taken.Body.GetRawText().Length.ShouldBeLessThan(refused.Body.GetRawText().Length * 2 / 3);
        taken.Brief.ShouldBe("Build it.");
        taken.Results[0].ShouldContain("left out to save room");
        taken.Results[^1].ShouldBe(new string('h', 4_000));
    }

    [Theory]
    [InlineData(ModelWire.OpenAI)]
    [InlineData(ModelWire.Anthropic)]
    [InlineData(ModelWire.Ollama)]
    public async Task A_call_without_arguments_runs_its_tool(ModelWire wire)
    {
        var replies = new Queue<ChatReply>([ChatReply.Call(ChatCall.Of("look", new { })), Done]);
        await using var server = await ModelStandIn.StartAsync(_ => replies.Dequeue());
        await using var session = MeteredSession.Open(wire, server);
        _loop.Session = session.Session;
        _loop.Reads("look", (text, _) => Task.FromResult(new ToolResult(text ?? "seen", "looked")));
        await _loop.RunAsync();
        server.Turns.Last().Results.ShouldBe(["seen"]);
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

    private static ChatReply Call(string text) => ChatReply.Call(ChatCall.Of("look", new { text }));

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private sealed record Row(string Failure, ChatReply[] Replies, string? Code, int Calls, string Told, string? Seen);
}
