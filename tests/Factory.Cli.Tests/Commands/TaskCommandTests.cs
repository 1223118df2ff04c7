using System.Text.Json;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Json;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Tests.Commands;

public sealed class TaskCommandTests
{
    private static readonly TaskView Ready = View(TaskStage.Ready);

    [Fact]
    public async Task Create_AllOptions_SendsThem()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        var request = Record(silo, Ready);

        var code = await rig.RunAsync(
            "task",
            "create",
            "Show prices with tax",
            "--kind",
            "build",
            "--description",
            "In the cart too.",
            "--repo",
            "shop",
            "--agent",
            "rex",
            "--budget",
            "2.50",
            "--expects", "change", "--backlog");

        code.ShouldBe(ExitCodes.Success);
        request().ShouldBe(new CreateTaskRequest(
            "Show prices with tax",
            "build",
            "In the cart too.",
            ArtifactKind.Change,
            null,
            Path.Combine(rig.Folder, "shop"),
            "rex",
            2.50m,
            true));
    }

    [Theory]
    [InlineData(true, "y\n", true)]
    [InlineData(true, "\n", false)]
    [InlineData(false, "y\n", false)]
    public async Task Create_OnlyRehearsalModels_IsCreatedOnlyWithConsent(bool canAsk, string answer, bool isCreated)
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig { CanAsk = canAsk, Input = answer };
        rig.PutUp(silo);
        silo.Commands["/api/tasks"] = body => body.Contains("\"rehearse\":true", StringComparison.Ordinal)
            ? Ready
            : new Problem(ErrorCodes.RehearsalNotAccepted, "No real model is available.", "Set a key, or: --rehearse");

        var code = await rig.RunAsync("task", "create", "Look into bees", "--kind", "research");

        code.ShouldBe(isCreated ? ExitCodes.Success : ExitCodes.Misconfigured);
        rig.Out.ToString().Contains("Rehearse nevertheless? [y/N]", StringComparison.Ordinal).ShouldBe(canAsk);
        rig.Error.ToString().Contains("--rehearse", StringComparison.Ordinal).ShouldBe(!isCreated);
        rig.Out.GetStringBuilder().Clear();

        (await rig.RunAsync("task", "create", "Look into bees", "--kind", "research", "--rehearse")).ShouldBe(ExitCodes.Success);
    }

    [Fact]
    public async Task Create_RunWithoutItsKind_SendsTheWholeId()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        var request = Record(silo, Ready);

        (await rig.RunAsync("task", "create", "x", "--kind", "build", "--run", "01JD3Z")).ShouldBe(ExitCodes.Success);

        request().Run.ShouldBe("run-01jd3z");
    }

    [Fact]
    public async Task Create_File_SendsItsText()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        var request = Record(silo, Ready);
        await File.WriteAllTextAsync(Path.Combine(rig.Folder, "brief.md"), "# Brief\n");

        (await rig.RunAsync("task", "create", "x", "--kind", "research", "--file", "brief.md")).ShouldBe(ExitCodes.Success);

        request().Description.ShouldBe("# Brief\n");
    }

    [Fact]
    public async Task Create_FileDash_SendsStandardInput()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig { Input = "from a pipe" };
        rig.PutUp(silo);
        var request = Record(silo, Ready);

        (await rig.RunAsync("task", "create", "x", "--kind", "research", "--file", "-")).ShouldBe(ExitCodes.Success);

        request().Description.ShouldBe("from a pipe");
    }

    [Fact]
    public async Task Create_Backlog_SaysHowToStartIt()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        Record(silo, View(TaskStage.Backlog));

        (await rig.RunAsync("task", "create", "x", "--kind", "research", "--backlog")).ShouldBe(ExitCodes.Success);

        rig.Out.ToString().ShouldBe($"task-1 is in the backlog. Start it with: factory task promote task-1 --data {rig.Data}\n");
    }

    [Fact]
    public async Task Create_Json_PrintsTheTask()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        Record(silo, Ready);

        (await rig.RunAsync("task", "create", "x", "--kind", "research", "--json")).ShouldBe(ExitCodes.Success);

        rig.JsonLines().Single().GetProperty("id").GetString().ShouldBe("task-1");
    }

    [Theory]
    [InlineData("--kind is required", "task", "create", "x")]
    [InlineData("requires TITLE", "task", "create", "--kind", "build")]
    [InlineData(
        "--description and --file exclude each other",
        "task",
        "create",
        "x",
        "--kind",
        "build",
        "--description",
        "a",
        "--file",
        "b")]
    [InlineData("nowhere.md cannot be read", "task", "create", "x", "--kind", "build", "--file", "nowhere.md")]
    [InlineData("'poem'", "task", "create", "x", "--kind", "build", "--expects", "poem")]
    [InlineData("is not a run id", "task", "create", "x", "--kind", "build", "--run", "a b")]
    public async Task Create_WrongArguments_IsAUsageErrorThatNamesThem(string message, params string[] arguments)
    {
        using var rig = new CliRig();

        (await rig.RunAsync(arguments)).ShouldBe(ExitCodes.Usage);

        rig.Error.ToString().ShouldContain(message, Case.Insensitive);
    }

    [Fact]
    public async Task Create_RejectedByTheSilo_PrintsItsHint()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Commands["/api/tasks"] = _ =>
            new Problem(ErrorCodes.InvalidRequest, "No agent takes tasks of the kind 'gardening'.", "Use one of: build");

        (await rig.RunAsync("task", "create", "x", "--kind", "gardening")).ShouldBe(ExitCodes.Usage);

        rig.Error.ToString().ShouldContain("Fix:   Use one of: build");
    }

    [Fact]
    public async Task Promote_TaskInTheBacklog_SaysThatItIsReady()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Commands["/api/tasks/task-1/promote"] = _ => Ready;

        (await rig.RunAsync("task", "promote", "1")).ShouldBe(ExitCodes.Success);

        rig.Out.ToString().ShouldBe("task-1 is ready.\n");
    }

    [Fact]
    public async Task Promote_TaskThatIsNotInTheBacklog_IsAConflict()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Commands["/api/tasks/task-1/promote"] = _ =>
            new Problem(ErrorCodes.TransitionNotAllowed, "task-1 is in stage Done: Promote is not possible now.");

        (await rig.RunAsync("task", "promote", "task-1")).ShouldBe(ExitCodes.Conflict);
    }

    private static TaskView View(TaskStage stage) =>
        new() { Id = TaskId.Parse("task-1"), Spec = Given.Spec(), Stage = stage, CreatedAt = Given.Now, UpdatedAt = Given.Now };

    // What the command sent, once it has sent it.
    [Theory]
    [InlineData(TaskStage.InProgress, "task-1 has your message; its agent reads it at its next turn.")]
    [InlineData(TaskStage.Ready, "task-1 has your message; its next attempt reads it.")]
    public async Task Tell_Words_SendsOneTextAndSaysWhenItIsRead(TaskStage stage, string expected)
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        TaskMessageRequest? sent = null;
        silo.Commands["/api/tasks/task-1/messages"] = body =>
        {
            sent = JsonSerializer.Deserialize<TaskMessageRequest>(body, FactoryJson.Options);
            return View(stage);
        };

        (await rig.RunAsync("task", "tell", "task-1", "Prices", "are in euros")).ShouldBe(ExitCodes.Success);

        sent.ShouldBe(new TaskMessageRequest("Prices are in euros"));
        rig.Lines().ShouldBe([expected]);
    }

    [Fact]
    public async Task Tell_RehearsalModel_SaysThatItDoesNotActOnMessages()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Commands["/api/tasks/task-1/messages"] = _ =>
            View(TaskStage.InProgress) with { Assignment = Given.Assignment with { Rehearsal = true } };

        (await rig.RunAsync("task", "tell", "task-1", "Prices are in euros")).ShouldBe(ExitCodes.Success);

        rig.Lines().ShouldBe(["task-1 has your message, but a rehearsal model works on it: a script, which does not act on messages."]);
    }

    private static Func<CreateTaskRequest> Record(FakeApi silo, TaskView answer)
    {
        CreateTaskRequest? sent = null;
        silo.Commands["/api/tasks"] = body =>
        {
            sent = JsonSerializer.Deserialize<CreateTaskRequest>(body, FactoryJson.Options);
            return answer;
        };
        return () => sent.ShouldNotBeNull();
    }
}
