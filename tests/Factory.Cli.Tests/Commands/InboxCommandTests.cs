using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Approvals;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Cli.Tests.Commands;

public sealed class InboxCommandTests : IAsyncLifetime
{
    private readonly CliRig _rig = new() { Time = new FakeTimeProvider(Given.Now) };
    private FakeApi _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await FakeApi.StartAsync();
        _rig.PutUp(_silo);
        _silo.Answers["/api/approvals"] = new Page<ApprovalView>([], null);
        _silo.Answers["/api/tasks"] = new Page<TaskView>([], null);
        _silo.Answers["/api/runs"] = new Page<RunView>([], null);
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _rig.Dispose();
    }

    [Fact]
    public async Task Inbox_Empty_SaysSo()
    {
        (await _rig.RunAsync("inbox")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(["Nothing waits for you."]);
    }

    [Fact]
    public async Task Inbox_ApprovalQuestionAndFailures_AreOneListOldestFirstWithTheirCommands()
    {
        Fill();

        (await _rig.RunAsync("inbox")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(
            [
                "failure   tip-calculator: The budget is used up. run-1, 2030-01-02 00:04",
                "          factory run retry run-1 --budget 7.50 --data ~/data",
                "approval  Merge tip-calculator [red]? approval-1, 2030-01-02 01:04",
                "          factory approve approval-1 --data ~/data",
                "question  Which currency? task-2, 2030-01-02 02:04",
                "          factory answer task-2 \"…\" --data ~/data",
                "failure   Build tip-calculator: It did not compile. task-3, 2030-01-02 03:04",
                "          factory task retry task-3 --data ~/data",
            ]);
    }

    [Fact]
    public async Task Inbox_Json_IsOneObjectWithCommandsForPrograms()
    {
        Fill();

        (await _rig.RunAsync("inbox", "--json")).ShouldBe(ExitCodes.Success);

        var items = _rig.JsonLines().Single().GetProperty("items");
        items.EnumerateArray().Select(i => i.GetProperty("kind").GetString()).ShouldBe(["failure", "approval", "question", "failure"]);
        items[1].GetProperty("command").GetString().ShouldBe("factory approve approval-1");
        items[1].GetProperty("text").GetString().ShouldBe("Merge tip-calculator [red]?");
    }

    [Theory]
    [InlineData("3h", 3)]
    [InlineData("1h", 2)]
    [InlineData("4h", 4)]
    public async Task Inbox_Since_LeavesOutOlderFailures(string age, int expected)
    {
        Fill();
        _silo.Answers["/api/runs?status=failed&limit=200"] = new Page<RunView>([Failed("run-1", 3.5)], null);
        _silo.Answers["/api/tasks?stage=failed&limit=200"] = new Page<TaskView>([Task("task-3", 2, failed: true)], null);

        (await _rig.RunAsync("inbox", "--since", age, "--json")).ShouldBe(ExitCodes.Success);

        _rig.JsonLines().Single().GetProperty("items").GetArrayLength().ShouldBe(expected);
    }

    [Fact]
    public async Task Inbox_AnsweredQuestionsAndTasksOfRuns_AreLeftOut()
    {
        _silo.Answers["/api/tasks?stage=inProgress&limit=200"] = new Page<TaskView>(
            [Task("task-2", 1) with { Question = new TaskQuestion(QuestionId.Parse("question-1"), "Which?", Given.Now, "Euros") }],
            null);
        _silo.Answers["/api/tasks?stage=failed&limit=200"] = new Page<TaskView>(
            [Task("task-4", 1, failed: true) with { Spec = Given.Spec() }],
            null);

        (await _rig.RunAsync("inbox")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(["Nothing waits for you."]);
    }

    [Fact]
    public async Task Inbox_WithoutSilo_IsReadFromTheDataFolder()
    {
        using var rig = new CliRig { Time = _rig.Time };
        rig.StoredApprovals.Add(Approval("approval-1", 2));
        rig.StoredTasks.Add(Task("task-3", 0, failed: true));

        (await rig.RunAsync("inbox", "--json")).ShouldBe(ExitCodes.Success);

        rig.JsonLines().Single().GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString())
            .ShouldBe(["approval-1", "task-3"]);
    }

    private void Fill()
    {
        _silo.Answers["/api/approvals?status=pending&limit=200"] = new Page<ApprovalView>([Approval("approval-1", 2)], null);
        _silo.Answers["/api/tasks?stage=inProgress&limit=200"] = new Page<TaskView>(
            [
                Task("task-1", 1),
                Task("task-2", 1) with { Question = new TaskQuestion(QuestionId.Parse("question-1"), "Which currency?", HoursAgo(1)) },
            ],
            null);
        _silo.Answers["/api/runs?status=failed&limit=200"] = new Page<RunView>([Failed("run-1", 3)], null);
        _silo.Answers["/api/tasks?stage=failed&limit=200"] = new Page<TaskView>([Task("task-3", 0, failed: true)], null);
    }

    private static DateTimeOffset HoursAgo(double hours) => Given.Now.AddHours(-hours);

    private static ApprovalView Approval(string id, double hours) => new(
        ApprovalId.Parse(id),
        new ApprovalRequest(
            TaskId.Parse("task-1"),
            null,
            "merge",
            ApprovalTier.ApproveBefore,
            "Merge tip-calculator [red]?",
            "It passed review.",
            "4 files",
            new Usd(1),
            TimeSpan.FromDays(7)),
        ApprovalStatus.Pending,
        HoursAgo(hours),
        Given.Now.AddDays(7),
        null,
        null,
        null);

    private static TaskView Task(string id, double hours, bool failed = false) => new()
    {
        Id = TaskId.Parse(id),
        Spec = Given.Spec() with { Run = null },
        Stage = failed ? TaskStage.Failed : TaskStage.InProgress,
        Problem = failed ? new Problem(ErrorCodes.AttemptFailed, "It did not compile.", "See the log.") : null,
        CreatedAt = HoursAgo(hours),
        UpdatedAt = HoursAgo(hours),
    };

    private static RunView Failed(string id, double hours) => Samples.Run(RunStatus.Failed) with
    {
        Id = RunId.Parse(id),
        FinishedAt = HoursAgo(hours),
        Problem = new Problem(
            ErrorCodes.BudgetExceeded,
            "The budget is used up.",
            $"Give the run more: factory run retry {id} --budget 7.50"),
    };
}
