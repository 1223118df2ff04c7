using Factory.Cli.Tests.Support;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Tests.Commands;

public sealed class TaskDiffCommandTests : IAsyncLifetime
{
    private readonly CliRig _rig = new();
    private FakeApi _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await FakeApi.StartAsync();
        _rig.Diffs["c1"] = "--- a/x\n+++ b/x\n+\u001b[31mred\u001b[0m\n";
        _rig.Diffs["c2"] = "newer";
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _rig.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Diff_Change_IsPrintedWithoutControlCharacters(bool up)
    {
        Store(up, Task(Given.Change()));

        (await _rig.RunAsync("task", "diff", "task-1")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(["--- a/x", "+++ b/x", "+[31mred[0m"]);
    }

    [Fact]
    public async Task Diff_Json_HasTheCommitsAndTheExactText()
    {
        Store(up: true, Task(Given.Change()));

        (await _rig.RunAsync("task", "diff", "task-1", "--json")).ShouldBe(ExitCodes.Success);

        var line = _rig.JsonLines().Single();
        line.GetProperty("baseCommit").GetString().ShouldBe("c0");
        line.GetProperty("commit").GetString().ShouldBe("c1");
        line.GetProperty("diff").GetString().ShouldBe(_rig.Diffs["c1"]);
    }

    [Fact]
    public async Task Diff_TaskAboutAChange_PrintsTheNewestOfItsInputs()
    {
        var task = Task(null);
        Store(up: true, task with
        {
            Spec = task.Spec with { Inputs = [new("build", Given.Change()), new("build", Given.Change("c2"))] },
        });

        (await _rig.RunAsync("task", "diff", "task-1")).ShouldBe(ExitCodes.Success);

        _rig.Lines().ShouldBe(["newer"]);
    }

    [Fact]
    public async Task Diff_TaskWithoutChange_IsNotFoundAndSaysSo()
    {
        Store(up: true, Task(null));

        (await _rig.RunAsync("task", "diff", "task-1")).ShouldBe(ExitCodes.NotFound);

        _rig.Error.ToString().ShouldBe(
            "Error: task-1 is ready and has no change. (not_found)\n" +
            $"Fix:   See what it has: factory task show task-1 --data {_rig.Data}\n");
    }

    private static TaskView Task(Artifact? artifact) => new()
    {
        Id = TaskId.Parse("task-1"),
        Spec = Given.Spec(),
        Stage = TaskStage.Ready,
        Artifact = artifact,
        CreatedAt = Given.Now,
        UpdatedAt = Given.Now,
    };

    private void Store(bool up, TaskView task)
    {
        if (up)
        {
            _rig.PutUp(_silo);
        }

        _silo.Answers["/api/tasks/task-1"] = task;
        _rig.StoredTasks.Add(task);
    }
}
