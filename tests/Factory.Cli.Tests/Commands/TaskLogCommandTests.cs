using System.Text.Json;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Attempts;
using Factory.Contracts.Json;
using Factory.Contracts.Metering;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.TestKit.Time;

namespace Factory.Cli.Tests.Commands;

public sealed class TaskLogCommandTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly ObservableTimeProvider _time = new(Given.Now);
    private readonly CliRig _rig = new();
    private FakeApi _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await FakeApi.StartAsync();
        _rig.PutUp(_silo);
        _rig.Time = _time;
        _silo.Answers["/api/tasks/task-1"] = Task(TaskStage.Failed, 1, 2);
        Write(1, 1, Entry(TranscriptEntryKind.Prompt, "You build things.\nNow build."));
        Write(2, 1, Conversation());
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _rig.Dispose();
    }

    [Fact]
    public async Task Log_EveryKindOfEntry_IsPrintedWithoutControlCharacters()
    {
        (await _rig.RunAsync("task", "log", "task-1", "--attempt", "2")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(
            [
                "attempt 2  Rex with lab/small  attempt-2",
                "03:04:05 model 1.5k tok, 0.02 USD so far",
                "    I write [red]it]0;owned.",
                "03:04:05 reasoning",
                "    Hm.",
                "03:04:05 call write_file",
                "    {\"path\":\"a.md\"}",
                "03:04:05 result of write_file",
                "    written",
                "03:04:05 error of run_command",
                "    exit 1",
                "    … 1.2k characters were not recorded",
                "03:04:05 factory",
                "    Submit a result.",
                "03:04:05 notice",
                "    waited 2 s",
                "03:04:05 end 1.5k tok, 0.02 USD so far",
                "    failed",
            ]);
        _rig.Out.ToString().ShouldNotContain('\u001b');
    }

    [Fact]
    public async Task Log_WithoutAttempt_PrintsAll()
    {
        (await _rig.RunAsync("task", "log", "1")).ShouldBe(ExitCodes.Success);

        _rig.Lines().Where(l => l.StartsWith("attempt", StringComparison.Ordinal)).Count().ShouldBe(2);
        _rig.Lines()[1..4].ShouldBe(["03:04:05 prompt", "    You build things.", "    Now build."]);
    }

    [Theory]
    [InlineData(false, 14)]
    [InlineData(true, 42)]
    public async Task Log_LongText_IsCutUnlessFull(bool full, int lines)
    {
        _silo.Answers["/api/tasks/task-1"] = Task(TaskStage.Done, 1);
        Write(1, 1, Entry(TranscriptEntryKind.Assistant, string.Join('\n', Enumerable.Range(1, 40))));

        (await _rig.RunAsync(["task", "log", "task-1", .. full ? (string[])["--full"] : []])).ShouldBe(ExitCodes.Success);

        _rig.Lines().Length.ShouldBe(full ? lines : lines + 1);
        _rig.Out.ToString().Contains("… 28 more lines; print them with --full", StringComparison.Ordinal).ShouldBe(!full);
    }

    [Fact]
    public async Task Log_Json_PrintsOneEntryALine()
    {
        (await _rig.RunAsync("task", "log", "task-1", "--json")).ShouldBe(ExitCodes.Success);

        _rig.JsonLines().Select(l => l.GetProperty("kind").GetString())
            .ShouldBe(["prompt", "assistant", "reasoning", "toolCall", "toolResult", "toolResult", "reminder", "notice", "attemptEnd"]);
    }

    [Fact]
    public async Task Log_Follow_PrintsNewEntriesUntilTheTaskEnds()
    {
        _silo.Answers["/api/tasks/task-1"] = Task(TaskStage.InProgress, 1);
        Write(1, 2, []);

        var log = _rig.RunAsync("task", "log", "task-1", "--follow", "--json");
        await _time.WaitForTimerAsync(PollInterval).WaitAsync(Patience);
        Write(1, 2, [Entry(TranscriptEntryKind.Assistant, "later") with { Number = 2 }], next: 3);
        Write(1, 3, []);
        _silo.Answers["/api/tasks/task-1"] = Task(TaskStage.Done, 1);
        _time.Advance(PollInterval);

        (await log.WaitAsync(Patience)).ShouldBe(ExitCodes.Success);
        _rig.JsonLines().Select(l => l.GetProperty("text").GetString()).ShouldBe(["You build things.\nNow build.", "later"]);
    }

    [Fact]
    public async Task Log_FollowInterrupted_EndsAsInterrupted()
    {
        _silo.Answers["/api/tasks/task-1"] = Task(TaskStage.InProgress, 1);

        var log = _rig.RunAsync("task", "log", "task-1", "--follow");
        await _time.WaitForTimerAsync(PollInterval).WaitAsync(Patience);
        _rig.Interrupt();

        (await log.WaitAsync(Patience)).ShouldBe(ExitCodes.Interrupted);
    }

    [Fact]
    public async Task Log_TaskWithoutAttempts_SaysSo()
    {
        _silo.Answers["/api/tasks/task-1"] = Task(TaskStage.Ready);

        (await _rig.RunAsync("task", "log", "task-1")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(["task-1 is ready: no agent has tried it yet."]);
    }

    [Theory]
    [InlineData("task-1 has no attempt 7.", "task-1", "--attempt", "7")]
    [InlineData("There is no /api/tasks/task-9.", "task-9")]
    public async Task Log_UnknownTaskOrAttempt_IsNotFound(string message, params string[] arguments)
    {
        (await _rig.RunAsync(["task", "log", .. arguments])).ShouldBe(ExitCodes.NotFound);

        _rig.Error.ToString().ShouldContain(message);
    }

    private static TranscriptEntry[] Conversation() =>
    [
        Entry(TranscriptEntryKind.Assistant, "I write [red]it\u001b]0;owned\u0007.") with
        {
            Usage = new TokenUsage(1200, 300),
            Cost = new Usd(0.02m),
        },
        Entry(TranscriptEntryKind.Reasoning, "Hm."),
        Entry(TranscriptEntryKind.ToolCall, "{\"path\":\"a.md\"}") with { Tool = "write_file" },
        Entry(TranscriptEntryKind.ToolResult, "written") with { Tool = "write_file" },
        Entry(TranscriptEntryKind.ToolResult, "exit 1") with { Tool = "run_command", IsError = true, OmittedCharacters = 1_234 },
        Entry(TranscriptEntryKind.Reminder, "Submit a result."),
        Entry(TranscriptEntryKind.Notice, "waited 2 s"),
        Entry(TranscriptEntryKind.AttemptEnd, "failed") with { Usage = new TokenUsage(1200, 300), Cost = new Usd(0.02m) },
    ];

    private static TranscriptEntry Entry(TranscriptEntryKind kind, string text) => new(1, Given.Now, kind, text);

    private static TaskView Task(TaskStage stage, params int[] attempts) => new()
    {
        Id = TaskId.Parse("task-1"),
        Spec = Given.Spec(),
        Stage = stage,
        Attempts = [.. attempts.Select(n => new TaskAttempt(
            AttemptId.Parse($"attempt-{n}"),
            n,
            AgentId.Parse("agent-rex"),
            Given.SmallModel,
            AttemptStatus.Failed,
            Given.Now,
            Given.Now.AddSeconds(3),
            default,
            Usd.Zero,
            null))],
        CreatedAt = Given.Now,
        UpdatedAt = Given.Now,
    };

    private void Write(int attempt, long from, params TranscriptEntry[] entries) => Write(attempt, from, entries, from + entries.Length);

    private void Write(int attempt, long from, TranscriptEntry[] entries, long next) =>
        _silo.Answers[$"/api/attempts/attempt-{attempt}/transcript?from={from}&limit=500"] = new TranscriptPage(
            [.. entries.Select(e => JsonSerializer.SerializeToElement(e, FactoryJson.Options))],
            next);
}
