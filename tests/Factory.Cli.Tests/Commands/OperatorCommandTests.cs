using Factory.Cli.Tests.Support;
using Factory.Contracts.Agents;
using Factory.Contracts.Api;
using Factory.Contracts.Approvals;
using Factory.Contracts.Kev;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Providers;
using Factory.Contracts.Retention;
using Factory.Contracts.Tasks;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Cli.Tests.Commands;

/// <summary>What each command of the operator's day sends and prints.</summary>
public sealed class OperatorCommandTests : IAsyncLifetime
{
    private readonly CliRig _rig = new() { Time = new FakeTimeProvider(Given.Now) };
    private FakeApi _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await FakeApi.StartAsync();
        _rig.PutUp(_silo);
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _rig.Dispose();
    }

    public static TheoryData<string[], string, string, string> Commands => new()
    {
        {
            ["run", "cancel", "1", "--reason", "wrong idea"], "/api/runs/run-1/cancel", """{"reason":"wrong idea"}""",
            "run-1 is cancelled. Continue it later with: factory run retry run-1 --data ~/data"
        },
        {
            ["run", "retry", "run-1", "--budget", "10", "--allow-same-reviewer"], "/api/runs/run-1/retry",
            """{"budgetUsd":10,"allowSameReviewer":true}""",
            "run-1 continues. Watch it with: factory run --resume run-1 --data ~/data"
        },
        { ["task", "cancel", "1", "--reason", "x"], "/api/tasks/task-1/cancel", """{"reason":"x"}""", "task-1 is ready." },
        { ["task", "retry", "TASK-1"], "/api/tasks/task-1/retry", "", "task-1 is ready." },
        { ["task", "promote", "task-1"], "/api/tasks/task-1/promote", "", "task-1 is ready." },
        {
            ["answer", "1", "Use", "euros"], "/api/tasks/task-1/answer", """{"text":"Use euros"}""",
            "task-1 has your answer; the agent continues."
        },
        {
            ["approve", "1", "--comment", ""], "/api/approvals/approval-1/approve", """{"comment":""}""",
            "approval-1 is approved: Merge [b]it?"
        },
        {
            ["reject", "approval-1", "--comment", "not on a Friday"], "/api/approvals/approval-1/reject",
            """{"comment":"not on a Friday"}""", "approval-1 is approved: Merge [b]it?"
        },
        { ["pause"], "/api/kev/pause", "", "Paused: 1 running, 2 waiting. Continue with: factory resume --data ~/data" },
        { ["resume"], "/api/kev/resume", "", "Resumed: 1 running, 2 waiting." },
        { ["stop", "--all"], "/api/kev/stop-all", "", "Stopped: 1 running, 2 waiting. Continue with: factory resume --data ~/data" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Run_Command_SendsItsRequestAndSaysTheResult(string[] line, string path, string body, string said)
    {
        var sent = Answer(path);

        (await _rig.RunAsync(line)).ShouldBe(ExitCodes.Success);

        sent().ShouldBe(body);
        _rig.Lines().ShouldBe([said]);
        _rig.Error.ToString().ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Run_CommandWithJson_PrintsTheResponseAlone(string[] line, string path, string body, string said)
    {
        var sent = Answer(path);

        (await _rig.RunAsync([.. line, "--json"])).ShouldBe(ExitCodes.Success);

        sent().ShouldBe(body);
        _rig.JsonLines().Count.ShouldBe(1);
        _rig.Out.ToString().ShouldNotContain(said);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Run_CommandThatIsRejected_PrintsTheReasonAndTheFix(string[] line, string path, string body, string said)
    {
        _silo.Commands[path] = _ => new Problem(ErrorCodes.TransitionNotAllowed, "Not now.", "See it with: factory run show run-1");

        (await _rig.RunAsync(line)).ShouldBe(ExitCodes.Conflict);

        _rig.Error.ToString().ShouldBe(
            $"Error: Not now. (transition.not_allowed)\nFix:   See it with: factory run show run-1 --data {_rig.Data}\n");
        _rig.Out.ToString().ShouldBeEmpty($"neither '{said}' nor '{body}' is true");
    }

    [Fact]
    public async Task Agents_Roster_IsATable()
    {
        _silo.Answers["/api/agents"] = new[]
        {
            new AgentView
            {
                Id = AgentId.Parse("agent-rex"),
                Name = "Rex",
                Role = "Builder",
                Kinds = ["build", "documentation"],
                Parallelism = 2,
                ActiveAttempts = [AttemptId.Parse("attempt-1")],
                Succeeded = 12,
                Failed = 3,
                Usage = new TokenUsage(999_950, 0),
                Cost = new Usd(1.5m),
            },
        };

        (await _rig.RunAsync("agents")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(
            [
                "agent  role     takes                 working  succeeded  failed  tokens  cost",
                "Rex    Builder  build, documentation  1/2      12         3       1.0M    1.50 USD",
            ]);
    }

    [Fact]
    public async Task ProvidersAndModels_Catalogue_AreTablesCheapestFirst()
    {
        _silo.Answers["/api/providers"] = new[]
        {
            new ProviderView(
                "lab",
                true,
                "ready",
                [
                    new ModelView("large", ModelTier.Premium, new Usd(2.5m), new Usd(10), 200_000, ["tools", "vision"]),
                    new ModelView("small", ModelTier.Cheap, new Usd(0.05m), new Usd(0.4m), 32_000, ["tools"]),
                ],
                1_204,
                2,
                null),
            new ProviderView(
                "away",
                false,
                "AWAY_KEY is not set",
                [new ModelView("x", ModelTier.Free, default, default, 1, [])],
                0,
                0,
                null),
        };

        (await _rig.RunAsync("providers")).ShouldBe(ExitCodes.Success);
        _rig.Lines().ShouldBe(
            [
                "provider  available  models  calls  failures  why",
                "lab       yes        2       1204   2         ready",
                "away      no         1       0      0         AWAY_KEY is not set",
            ]);

        _rig.Out.GetStringBuilder().Clear();
        (await _rig.RunAsync("models", "list")).ShouldBe(ExitCodes.Success);
        _rig.Lines().ShouldBe(
            [
                "model      tier     input  output  context  can",
                "lab/small  cheap    0.05   0.40    32,000   tools",
                "lab/large  premium  2.50   10.00   200,000  tools, vision",
            ]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Clean_Report_ListsWhatGoesAndWhatIsKept(bool up)
    {
        var report = new CleanReport(
            false,
            [new RetentionItem(RetentionKind.Transcript, "attempt-1", 2_500_000, Given.Now)],
            [new RetentionItem(RetentionKind.Build, "tip-calculator", 999, Given.Now, "it is served")],
            2_500_000);
        using var rig = new CliRig { Time = new FakeTimeProvider(Given.Now), Cleaned = report };
        var sent = "";
        if (up)
        {
            rig.PutUp(_silo);
            _silo.Commands["/api/clean"] = body =>
            {
                sent = body;
                return report with { DryRun = true };
            };
        }

        (await rig.RunAsync("clean", "--dry-run", "--older-than", "30d")).ShouldBe(ExitCodes.Success);

        rig.Lines().ShouldBe(
            [
                "what        name       size    not used since",
                "transcript  attempt-1  2.5 MB  2030-01-02 03:04",
                "kept: build tip-calculator (999 B): it is served",
                "1 would be deleted and free 2.5 MB. Nothing was deleted.",
            ]);
        if (up)
        {
            sent.ShouldBe("""{"dryRun":true,"olderThanSeconds":2592000,"force":false}""");
        }
    }

    [Theory]
    [InlineData(false, "saved as refs/factory/quarantine/attempt-1")]
    [InlineData(true, "contains work that is in no repository; what git accepts would be saved")]
    public async Task Clean_Forced_SaysWhatWasSavedAndWhatNot(bool isDryRun, string saved)
    {
        var item = new RetentionItem(RetentionKind.WorkingCopy, "attempt-1", 2_500_000, Given.Now, Forced: true);
        var done = item with { SavedAs = "refs/factory/quarantine/attempt-1", LeftOut = ["big.bin: has\n31457280 bytes"] };
        using var rig = new CliRig
        {
            Time = new FakeTimeProvider(Given.Now),
            Cleaned = new CleanReport(isDryRun, [isDryRun ? item : done], [], 2_500_000),
        };

        (await rig.RunAsync(isDryRun ? ["clean", "--force", "--dry-run"] : ["clean", "--force"])).ShouldBe(ExitCodes.Success);

        rig.Lines().ShouldContain("forced: working copy attempt-1: " + saved);
        rig.Lines().Contains("  left out: big.bin: has 31457280 bytes").ShouldBe(!isDryRun);
    }

    [Fact]
    public async Task Clean_NothingOld_SaysSo()
    {
        using var rig = new CliRig();

        (await rig.RunAsync("clean")).ShouldBe(ExitCodes.Success);

        rig.Lines().ShouldBe(["Nothing is old enough to be deleted."]);
    }

    [Fact]
    public async Task BackupAndRestore_Files_AreNamed()
    {
        using var rig = new CliRig { Time = new FakeTimeProvider(Given.Now) };

        (await rig.RunAsync("backup")).ShouldBe(ExitCodes.Success);
        (await rig.RunAsync("restore", "b.tar.gz", "--force")).ShouldBe(ExitCodes.Success);

        rig.Lines().ShouldBe(
            [
                "~/factory-backup-20300102-030405.tar.gz: 2.5 MB, 3 repositories. Restore it with: factory restore FILE",
                "~/data is restored to its state at 1970-01-01 00:00:00Z, with 3 repositories.",
                "Previous content: ~/data.before",
                "Configuration at that time: /config (use it with --config). Start with: factory up --data ~/data",
            ]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TokenRotate_WithOrWithoutSilo_NamesTheFileAndNeverTheToken(bool up)
    {
        using var rig = new CliRig();
        if (up)
        {
            rig.PutUp(_silo);
            _silo.Commands["/api/token/rotate"] = _ => new TokenRotated(Given.Now);
        }

        (await rig.RunAsync("token", "rotate")).ShouldBe(ExitCodes.Success);

        rig.Lines().ShouldBe(
            ["The token in ~/data/token is new; the old one is no longer valid.", "Update programs that have a copy of the old one."]);
    }

    [Theory]
    [InlineData("{}", "/c is in force; no file has changed.")]
    [InlineData("changed", "In force now: policy.yaml, agents/rex.md")]
    public async Task ConfigReload_Result_IsSaid(string kind, string expected)
    {
        _silo.Commands["/api/config/reload"] = _ => kind == "changed"
            ? new { Folder = "/c", ChangedFiles = new[] { "policy.yaml", "agents/rex.md" }, RestartRequired = new[] { "silo.yaml: url" } }
            : new { Folder = "/c", ChangedFiles = Array.Empty<string>(), RestartRequired = Array.Empty<string>() };

        (await _rig.RunAsync("config", "reload")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(kind == "changed" ? [expected, "  needs a restart: silo.yaml: url"] : [expected]);
    }

    [Theory]
    [InlineData("run-1", "run-1", true)]
    [InlineData("1", "run-1", true)]
    [InlineData("1", "task-1", false)]
    [InlineData("agent Rex", "agent-rex", true)]
    [InlineData("day", "day", true)]
    public async Task BudgetShow_Name_MayLackItsKind(string words, string name, bool isRun)
    {
        if (isRun)
        {
            _silo.Answers["/api/runs/run-1"] = Samples.Run();
        }

        var key = name.StartsWith("agent", StringComparison.Ordinal) ? $"budget-{name}-2030-01-02" : $"budget-{name}";
        _silo.Answers[$"/api/budgets/{name}"] = new Contracts.Budgets.BudgetView(BudgetId.Parse(key), new Usd(5), new Usd(1), Usd.Zero);

        (await _rig.RunAsync(["budget", "show", .. words.Split(' ')])).ShouldBe(ExitCodes.Success);

        _rig.Lines()[1].ShouldMatch(@"^\S+ +5\.00 USD  1\.00 USD  0\.00 USD  4\.00 USD$");
    }

    [Fact]
    public async Task BudgetShow_LongName_IsNotCut()
    {
        var name = "key-" + new string('k', 40);
        _silo.Answers["/api/budgets"] = new[]
        {
            new Contracts.Budgets.BudgetView(BudgetId.Parse($"budget-{name}"), new Usd(5), Usd.Zero, Usd.Zero),
        };

        (await _rig.RunAsync("budget", "show")).ShouldBe(ExitCodes.Success);

        _rig.Lines()[1].ShouldStartWith(name + " ");
    }

    [Theory]
    [InlineData("spend --run nope")]
    [InlineData("spend --task nope")]
    public async Task Spend_UnknownSubject_IsNotFound(string line)
    {
        _silo.Answers["/api/spend"] = new Contracts.Ledger.SpendReport(
            Contracts.Ledger.SpendBy.Day,
            null,
            null,
            [],
            new Contracts.Ledger.SpendLine("total", 0, default, Usd.Zero, Usd.Zero, Usd.Zero),
            new Contracts.Ledger.BurnRate(new DateOnly(2030, 1, 1), new Usd(50), Usd.Zero, Usd.Zero, new Usd(50), Usd.Zero, null));

        (await _rig.RunAsync(line.Split(' '))).ShouldBe(ExitCodes.NotFound);
    }

    private Func<string> Answer(string path)
    {
        string? sent = null;
        _silo.Commands[path] = body =>
        {
            sent = body;
            return path switch
            {
                _ when path.StartsWith("/api/runs", StringComparison.Ordinal) => Samples.Run(),
                _ when path.StartsWith("/api/tasks", StringComparison.Ordinal) => Task1(),
                _ when path.StartsWith("/api/approvals", StringComparison.Ordinal) => Approval(),
                _ => new KevStatus(true, [TaskId.Parse("task-1"), TaskId.Parse("task-2")], [TaskId.Parse("task-3")]),
            };
        };
        return () => sent.ShouldNotBeNull();
    }

    private static TaskView Task1() => new()
    {
        Id = TaskId.Parse("task-1"),
        Spec = Given.Spec(),
        Stage = TaskStage.Ready,
        CreatedAt = Given.Now,
        UpdatedAt = Given.Now,
    };

    private static ApprovalView Approval() => new(
        ApprovalId.Parse("approval-1"),
        new ApprovalRequest(
            TaskId.Parse("task-1"),
            null,
            "merge",
            ApprovalTier.ApproveBefore,
            "Merge [b]it?",
            "",
            "",
            Usd.Zero,
            TimeSpan.FromDays(7)),
        ApprovalStatus.Approved,
        Given.Now,
        Given.Now,
        Given.Now,
        "operator",
        null);
}
