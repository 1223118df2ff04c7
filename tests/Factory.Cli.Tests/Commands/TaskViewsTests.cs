using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Metering;
using Factory.Contracts.Reviews;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Cli.Tests.Commands;

/// <summary><c>task list</c>, <c>task show</c> and <c>approvals</c>, with and without a silo.</summary>
public sealed class TaskViewsTests : IAsyncLifetime
{
    private readonly CliRig _rig = new() { Time = new FakeTimeProvider(Given.Now) };
    private FakeApi _silo = null!;

    public async Task InitializeAsync() => _silo = await FakeApi.StartAsync();

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _rig.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_WithOrWithoutSilo_IsTheSameTable(bool up)
    {
        Store(up, Failed());

        (await _rig.RunAsync("task", "list", "--run", "run-1")).ShouldBe(ExitCodes.Success);

        Told(up).ShouldBe(
            [
                "task    stage   kind   agent  model      attempts  cost      title",
                "task-1  failed  build  Rex    lab/small  2         0.30 USD  Build tip-calculator",
            ]);
        if (up)
        {
            _silo.Requests.ShouldContain("GET /api/tasks?run=run-1&limit=20");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_UnknownRun_IsNotFound(bool up)
    {
        Store(up);

        (await _rig.RunAsync("task", "list", "--run", "nope")).ShouldBe(ExitCodes.NotFound);

        _rig.Error.ToString().ShouldContain("run-nope");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_RunWithoutTasks_SaysSo(bool up)
    {
        Store(up);
        _silo.Answers["/api/runs/run-1"] = Samples.Run();
        _rig.Stored.Add(Samples.Run());

        (await _rig.RunAsync("task", "list", "--run", "run-1")).ShouldBe(ExitCodes.Success);

        Told(up).ShouldBe(["There are no such tasks."]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_Json_IsOneObjectWithItems(bool up)
    {
        Store(up, Failed());

        (await _rig.RunAsync("task", "list", "--json", "--stage", "failed", "--limit", "5")).ShouldBe(ExitCodes.Success);

        var answer = _rig.JsonLines().Single();
        answer.GetProperty("items")[0].GetProperty("id").GetString().ShouldBe("task-1");
        answer.TryGetProperty("factoryRunning", out var running).ShouldBe(!up);
        (up || !running.GetBoolean()).ShouldBeTrue();
        if (up)
        {
            _silo.Requests.ShouldContain("GET /api/tasks?stage=failed&limit=5");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Show_FailedTask_IsItsWholeHistory(bool up)
    {
        Store(up, Failed());

        (await _rig.RunAsync("task", "show", "task-1")).ShouldBe(ExitCodes.Success);

        Told(up).ShouldBe(
            [
                "Build tip-calculator  task-1",
                "  failed, build, stage build, round 1",
                "  for attempt 2, Rex with lab/small: because",
                "  attempt 1  failed  lab/small  1.5k tok  0.10 USD  1 m 00 s  attempt-1",
                "    It did not [red]compile. (attempt.failed)",
                up
                    ? "  attempt 2  running  lab/small  1.5k tok  0.20 USD  running  attempt-2"
                    : "  attempt 2  was running  lab/small  1.5k tok  0.20 USD  was running  attempt-2",
                "  feedback rounds wrongly",
                "  The attempts are used up. (attempt.limit_reached)",
                "  fix: Ask again with: factory task retry task-1 --data ~/data",
                "  transcript: factory task log task-1 --data ~/data",
            ]);
    }

    [Fact]
    public async Task Show_ChangeWithWarnings_ListsThemWithTheAnswersOfTheReviewer()
    {
        Store(up: true, new TaskView
        {
            Id = TaskId.Parse("task-1"),
            Spec = Given.Spec() with { RunStage = null },
            Stage = TaskStage.Done,
            Artifact = Given.Change() with
            {
                Concerns = ["tests/a: has 9 lines\nof tests less", "product.yaml: test changes"],
                ReviewAnswers =
                [
                    new WarningAnswer("product.yaml: test changes", "It runs more."), new WarningAnswer("only printed", "I ran them."),
                ],
            },
            CreatedAt = Given.Now,
            UpdatedAt = Given.Now,
        });

        (await _rig.RunAsync("task", "show", "1")).ShouldBe(ExitCodes.Success);

        _rig.Lines()[2..].SkipWhile(l => !l.StartsWith("  concern", StringComparison.Ordinal)).ShouldBe(
            [
                "  concern tests/a: has 9 lines of tests less",
                "  concern product.yaml: test changes",
                "    the reviewer: It runs more.",
                "  remark only printed",
                "    the reviewer: I ran them.",
            ]);
    }

    [Fact]
    public async Task ShowAndList_Rehearsal_AreMarkedAndShowTheResult()
    {
        var task = Failed() with
        {
            Stage = TaskStage.Done,
            Problem = null,
            Assignment = Given.Assignment with { Rehearsal = true },
            Attempts =
            [
                Attempt(1, 0.1m) with { Status = AttemptStatus.Succeeded, Verdict = AttemptVerdict.Rejected, FinishedAt = Given.Now },
                Attempt(2, 0.1m) with { Status = AttemptStatus.Succeeded, Verdict = AttemptVerdict.Accepted, FinishedAt = Given.Now },
            ],
            Artifact = new ResearchNote(
                "Bees [b]fly.",
                [.. Enumerable.Range(1, 7).Select(n => new Finding($"Finding {n}", "It is so."))],
                ["They sting."],
                "Build " + new string('x', 2_000)),
        };
        Store(up: true, task);

        (await _rig.RunAsync("task", "show", "task-1")).ShouldBe(ExitCodes.Success);

        var lines = _rig.Lines();
        lines[1].ShouldBe("  done, build, stage build, round 2");
        lines[2].ShouldBe("  rehearsal: by a scripted model, not a real one; its result is no work on the task");
        lines.ShouldContain("  earlier feedback, resolved: rounds wrongly");
        lines.ShouldContain("  result Bees [b]fly.");
        lines.ShouldContain("    finding Finding 5: It is so.");
        lines.ShouldContain("    finding and 2 more");
        lines.ShouldContain("    risk They sting.");
        lines.Single(l => l.StartsWith("    recommends Build x", StringComparison.Ordinal)).Length.ShouldBeLessThan(1_100);
        lines.ShouldContain("  whole result: factory task show task-1 --data ~/data --json");

        (await _rig.RunAsync("task", "list")).ShouldBe(ExitCodes.Success);
        (await _rig.RunAsync("task", "list", "--json")).ShouldBe(ExitCodes.Success);

        _rig.Lines()[^2].ShouldStartWith("task-1  done (rehearsal)  build");
        _rig.Lines()[^1].ShouldContain("\"rehearsal\":true");
    }

    [Fact]
    public async Task Show_WaitingTask_NamesWhatToType()
    {
        Store(up: true, new TaskView
        {
            Id = TaskId.Parse("task-1"),
            Spec = Given.Spec() with { RunStage = null },
            Stage = TaskStage.AwaitingApproval,
            Approval = ApprovalId.Parse("approval-1"),
            Question = new TaskQuestion(QuestionId.Parse("question-1"), "Which [b]currency?", Given.Now),
            CreatedAt = Given.Now,
            UpdatedAt = Given.Now,
        });

        (await _rig.RunAsync("task", "show", "1")).ShouldBe(ExitCodes.Success);

        _rig.Lines()[1..].ShouldBe(
            [
                "  awaiting approval, build",
                "  type: factory approve approval-1 --data ~/data",
                "  asks: Which [b]currency?",
                "  type: factory answer task-1 \"…\" --data ~/data",
            ]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Show_UnknownTask_IsNotFound(bool up)
    {
        Store(up);

        (await _rig.RunAsync("task", "show", "task-9")).ShouldBe(ExitCodes.NotFound);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Approvals_WithOrWithoutSilo_ArePrintedWithTheirCommands(bool up)
    {
        Store(up);
        _silo.Answers["/api/approvals?status=pending&limit=20"] = new Page<ApprovalView>([Approval(ApprovalStatus.Pending)], null);
        _rig.StoredApprovals.Add(Approval(ApprovalStatus.Pending));
        _rig.StoredApprovals.Add(Approval(ApprovalStatus.Approved));

        (await _rig.RunAsync("approvals")).ShouldBe(ExitCodes.Success);

        Told(up).ShouldBe(
            [
                "Merge tip-calculator?  approval-1",
                "  pending; merge is approve before; 1.00 USD so far; requested 2030-01-02 03:04",
                "  It passed review.",
                "    4 files",
                "    +10 -0",
                "  factory task show task-1 --data ~/data     what led to it; 'task diff' shows the change itself",
                "  factory approve approval-1 --data ~/data",
                "  factory request-changes approval-1 \"…\" --data ~/data",
                "  factory reject approval-1 --comment \"…\" --data ~/data",
            ]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Approvals_None_SaysSo(bool up)
    {
        Store(up);
        _silo.Answers["/api/approvals"] = new Page<ApprovalView>([], null);

        (await _rig.RunAsync("approvals", "--status", "rejected")).ShouldBe(ExitCodes.Success);

        Told(up).ShouldBe(["There are no such approvals. Questions and failures are in: factory inbox --data ~/data"]);
    }

    [Theory]
    [InlineData("spend")]
    [InlineData("budget show")]
    [InlineData("budget set day 5")]
    [InlineData("key list")]
    [InlineData("agents")]
    [InlineData("providers")]
    [InlineData("models list")]
    [InlineData("routing explain build")]
    [InlineData("pause")]
    [InlineData("approve approval-1")]
    [InlineData("answer task-1 yes")]
    [InlineData("task log task-1")]
    [InlineData("config reload")]
    [InlineData("grains")]
    public async Task Run_NeedsASilo_RefusesAlikeWithoutOne(string line)
    {
        (await _rig.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.Unreachable);

        _rig.Error.ToString().ShouldBe(
            $"Error: No factory is running for the data folder {_rig.Data}. (silo.unreachable)\n" +
            $"Fix:   Start one in another terminal: factory up --data {_rig.Data}\n");
    }

    [Theory]
    [InlineData("in-progress")]
    [InlineData("in progress")]
    [InlineData("inProgress")]
    [InlineData("IN_PROGRESS")]
    public async Task List_StageAsListsPrintIt_IsUnderstood(string stage)
    {
        Store(up: true);

        (await _rig.RunAsync("task", "list", "--stage", stage, "--limit", "5")).ShouldBe(ExitCodes.Success);

        _silo.Requests.ShouldContain("GET /api/tasks?stage=inProgress&limit=5");
    }

    [Fact]
    public async Task Show_TaskAtWorkOfAKilledSilo_IsNotShownAsIfItWentOn()
    {
        var attempt = Failed().Attempts[0] with { FinishedAt = null, Problem = null, Status = AttemptStatus.Running };
        Store(up: false, Failed() with { Stage = TaskStage.InProgress, Problem = null, Attempts = [attempt] });

        (await _rig.RunAsync("task", "list")).ShouldBe(ExitCodes.Success);
        (await _rig.RunAsync("task", "show", "task-1")).ShouldBe(ExitCodes.Success);

        var lines = _rig.Lines();
        lines.ShouldContain(l => l.StartsWith("task-1  was in progress  ", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("  was in progress,", StringComparison.Ordinal));
        lines.ShouldContain(l => l.Contains("  was running  ", StringComparison.Ordinal));
    }

    // Without a silo the first line says so.
    private string[] Told(bool up)
    {
        var lines = _rig.Lines();
        if (!up)
        {
            lines[0].ShouldBe("No factory is running: this is how it was left. It goes on with: factory up --data ~/data");
        }

        return up ? lines : lines[1..];
    }

    private void Store(bool up, params TaskView[] tasks)
    {
        if (up)
        {
            _rig.PutUp(_silo);
        }

        _silo.Answers["/api/tasks"] = new Page<TaskView>(tasks, null);
        _rig.StoredTasks.AddRange(tasks);
        foreach (var task in tasks)
        {
            _silo.Answers[$"/api/tasks/{task.Id}"] = task;
        }
    }

    private static TaskView Failed() => new()
    {
        Id = TaskId.Parse("task-1"),
        Spec = Given.Spec(),
        Stage = TaskStage.Failed,
        Assignment = Given.Assignment,
        Attempts =
        [
            Attempt(1, 0.1m) with
            {
                FinishedAt = Given.Now.AddMinutes(1),
                Status = AttemptStatus.Failed,
                Problem = new Problem(ErrorCodes.AttemptFailed, "It did not [red]compile."),
            },
            Attempt(2, 0.2m),
        ],
        Feedback = ["rounds wrongly"],
        Problem = new Problem(ErrorCodes.AttemptLimitReached, "The attempts are used up.", "Ask again with: factory task retry task-1"),
        CreatedAt = Given.Now,
        UpdatedAt = Given.Now,
    };

    private static TaskAttempt Attempt(int number, decimal cost) => new(
        AttemptId.Parse($"attempt-{number}"),
        number,
        AgentId.Parse("agent-rex"),
        Given.SmallModel,
        AttemptStatus.Running,
        Given.Now,
        null,
        new TokenUsage(1200, 300),
        new Usd(cost),
        null);

    private static ApprovalView Approval(ApprovalStatus status) => new(
        ApprovalId.Parse("approval-1"),
        new ApprovalRequest(
            TaskId.Parse("task-1"),
            null,
            "merge",
            ApprovalTier.ApproveBefore,
            "Merge tip-calculator?",
            "It passed review.",
            "4 files\n+10 -0",
            new Usd(1),
            TimeSpan.FromDays(7)),
        status,
        Given.Now,
        Given.Now.AddDays(7),
        null,
        null,
        null);
}
