using Factory.Agents.Loop;
using Factory.Agents.Tools;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.TestKit.Fakes;

namespace Factory.Agents.Tests.Loop;

/// <summary>
/// The lower half of docs/reference/model-failures.md: what the agent loop makes of answers that are no use, on every
/// api, over real HTTP and through the meter.
/// </summary>
public sealed class LoopOverApisTests : IDisposable
{
    private static readonly ScriptedResponse Done = ScriptedResponse.FromSubmission(new
    {
        summary = "Done",
        notes = Array.Empty<string>()
    });
    private static readonly ScriptedResponse Look = ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("look", new { text = "again" }));
    private static readonly ScriptedResponse Long = ScriptedResponse.FromText(new string('x', 5_000));

    // Failure; responses in order, the last one repeated; the error code (null: the result is accepted); model calls;
    // part of the last message to the model; the notice for users.
    private static readonly Row[] Rows =
    [
        new(
            "broken answer, then a good one",
            [Long with { Fault = ResponseFault.DisconnectMidway }, Done],
            null,
            2,
            "Build it.",
            "the connection broke before the answer was complete; calling the model again (2 of 3)"),
        new(
            "broken answer",
            [Long with { Fault = ResponseFault.EndEarly }],
            ErrorCodes.ModelResponseInvalid,
            3,
            "Build it.",
            "the answer ended before it was complete; calling the model again (3 of 3)"),
        new(
            "context overflow",
            [
                Call("a"),
                Call("b"),
                Call("c"),
                Call("d"),
                ScriptedResponse.FromError(400, said: "This model's maximum context length is 8192 tokens"),
                Done
            ],
            null,
            6,
            "d",
            "calling the model again without older parts of the conversation"),
        new(
            "context overflow that nothing helps",
            [ScriptedResponse.FromError(400, said: "prompt is too long")],
            ErrorCodes.ModelContextExceeded,
            1,
            "Build it.",
            null),
        new(
            "truncated tool call",
            [
                ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("look", new { text = new string('y', 300) })) with
                {
                    Fault = ResponseFault.TruncateToolCall
                },
                Done
            ],
            null,
            2,
            "It was truncated at the maximum length: split it into several shorter messages.",
            null),
        new(
            "unknown tool",
            [ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("make_coffee", new { })), Done],
            null,
            2,
            "there is no tool 'make_coffee'. The available tools are look, submit_result.",
            null),
        new(
            "arguments that break their schema",
            [ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("look", new { text = 7 })), Done],
            null,
            2,
            "The argument 'text' must be a string.",
            null),
        new(
            "prose instead of a result, then one",
            [ScriptedResponse.FromText("I would look first."), Done],
            null,
            2,
            "Your message called no tool",
            null),
        new(
            "prose instead of a result",
            [ScriptedResponse.FromText("I am done.")],
            ErrorCodes.ArtifactMalformed,
            3,
            "You have one try left.",
            null),
        new("empty answer", [ScriptedResponse.FromText(""), Done], null, 2, "Your message was empty", null),
        new(
            "the same call again and again",
            [Look],
            ErrorCodes.AttemptLimitReached,
            LoopLimits.MaxRepeats,
            "You made the same call 7 times",
            null),
        new(
            "the same call a hundred times at once",
            [ScriptedResponse.FromToolCalls([.. Enumerable.Repeat(Look.ToolCalls[0], 100)])],
            ErrorCodes.AttemptLimitReached,
            1,
            "Build it.",
            null),
    ];

    private readonly LoopHarness _loop = new();

    public static TheoryData<ModelApi, string> Table()
    {
        var data = new TheoryData<ModelApi, string>();
        foreach (var row in Rows)
        {
            foreach (var api in FakeModelServer.Apis)
            {
                data.Add(api, row.Failure);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Run_FailureOfTheModelOverAnyApi_IsRecoveredOrReported(ModelApi api, string failure)
    {
        var row = Rows.Single(r => r.Failure == failure);
        var replies = new Queue<ScriptedResponse>(row.Replies);
        await using var server = await FakeModelServer.StartAsync(_ => replies.Count > 1 ? replies.Dequeue() : replies.Peek());
        await using var session = MeteredSession.Open(api, server);
        _loop.Session = session.Session;
        _loop.Reads("look", (text, _) =>
            Task.FromResult(new ToolResult(
                text is { Length: 1 } letter ? string.Concat(Enumerable.Repeat(letter, 4_000)) : "seen",
                "looked")));

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
            _loop.Actions.ShouldContain(a =>
                a.StartsWith("lab/m: ", StringComparison.Ordinal) && a.EndsWith(seen, StringComparison.Ordinal));
        }

        await session.CloseAsync();
        session.Budget.Leased.ShouldBe(Usd.Zero, "every reservation is settled");
        session.Budget.Spent.ShouldBe(session.Session.Cost);
    }

    [Theory]
    [InlineData(ModelApi.OpenAIChat)]
    [InlineData(ModelApi.AnthropicMessages)]
    [InlineData(ModelApi.OllamaChat)]
    public async Task Run_TooLongConversation_IsCompactedWithoutThePrompt(ModelApi api)
    {
        var turn = 0;
        await using var server = await FakeModelServer.StartAsync(_ => ++turn switch
        {
            <= 8 => Call("abcdefgh"[turn - 1].ToString()),
            9 => ScriptedResponse.FromError(400, said: "context_length_exceeded"),
            _ => Done,
        });
        await using var session = MeteredSession.Open(api, server);
        _loop.Session = session.Session;
        _loop.Reads("look", (text, _) => Task.FromResult(new ToolResult(string.Concat(Enumerable.Repeat(text, 4_000)), "looked")));
        await _loop.RunAsync();

        var turns = server.Requests.ToList();
        var (rejected, accepted) = (turns[8], turns[9]);
        accepted.Body.GetRawText().Length.ShouldBeLessThan(rejected.Body.GetRawText().Length * 2 / 3);
        accepted.Prompt.ShouldBe("Build it.");
        accepted.ToolResults[0].ShouldContain("omitted to save space");
        accepted.ToolResults[^1].ShouldBe(new string('h', 4_000));
    }

    [Theory]
    [InlineData(ModelApi.OpenAIChat)]
    [InlineData(ModelApi.AnthropicMessages)]
    [InlineData(ModelApi.OllamaChat)]
    public async Task Run_CallWithoutArguments_RunsTheTool(ModelApi api)
    {
        var replies = new Queue<ScriptedResponse>([ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("look", new { })), Done]);
        await using var server = await FakeModelServer.StartAsync(_ => replies.Dequeue());
        await using var session = MeteredSession.Open(api, server);
        _loop.Session = session.Session;
        _loop.Reads("look", (text, _) => Task.FromResult(new ToolResult(text ?? "seen", "looked")));
        await _loop.RunAsync();
        server.Requests.Last().ToolResults.ShouldBe(["seen"]);
    }

    [Fact]
    public void ModelFailuresPage_EveryRow_IsListed()
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
