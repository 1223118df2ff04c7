using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Contracts.Kev;
using Factory.Contracts.Tasks;
using Factory.Domain.Indexing;
using Factory.Grains.Abstractions.Tasks;
using Factory.Grains.Abstractions.Kev;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Builders;

namespace Factory.Silo.Tests.Api;

public sealed class TaskEndpointsTests
{
    [Fact]
    public async Task Create_ChangeInARepository_OpensAReadyTaskWhoseMergeTheOperatorApproves()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Http.PostAsync(
            "api/tasks",
            ApiHost.Json(
                """{"title":"Show prices with tax","kind":"build","description":"In the cart too.","repository":"/srv/shop","agent":"Rex"}"""));

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        var task = (await response.Content.ReadFromJsonAsync<TaskView>(FactoryJson.Options))!;
        response.Headers.Location!.ToString().ShouldBe($"/api/tasks/{task.Id}");
        task.Stage.ShouldBe(TaskStage.Ready);
        task.Spec.ShouldSatisfyAllConditions(
            s => s.Title.ShouldBe("Show prices with tax"),
            s => s.Idea.ShouldBe("In the cart too."),
            s => s.Expects.ShouldBe(ArtifactKind.Change),
            s => s.Product!.Repository.ShouldBe("/srv/shop"),
            s => s.Run.ShouldBeNull(),
            s => s.RequiresReview.ShouldBeFalse(),
            s => s.Action!.ActionClass.ShouldBe("merge.unreviewed"),
            s => s.Agent!.Value.Value.ShouldBe("agent-rex"));
    }

    [Theory]
    [InlineData("""{"text":"In euros."}""", HttpStatusCode.OK)]
    [InlineData("""{"text":"  "}""", HttpStatusCode.BadRequest)]
    [InlineData("""{}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"words":"In euros."}""", HttpStatusCode.BadRequest)]
    public async Task Tell_Text_IsKeptWithTheTaskOrRefused(string body, HttpStatusCode expected)
    {
        await using var host = await ApiHost.StartAsync();
        var task = await host.Client.CreateTaskAsync(new CreateTaskRequest("Compare them", "research"));

        using var response = await host.Http.PostAsync($"api/tasks/{task.Id}/messages", ApiHost.Json(body));

        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Tell_UnknownTask_IsNotFound()
    {
        await using var host = await ApiHost.StartAsync();

        (await Should.ThrowAsync<FactoryException>(() => host.Client.TellTaskAsync(TaskId.Parse("task-nope"), "In euros.")))
            .Code.ShouldBe(ErrorCodes.NotFound);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Get_TaskThatWaits_SaysWhyOnlyWhileItIsReady(bool isBacklog, bool hasWait)
    {
        await using var host = await ApiHost.StartAsync();
        var task = await host.Client.CreateTaskAsync(new CreateTaskRequest("Compare them", "research", Backlog: isBacklog));
        var wait = new WaitView("paused: factory resume", 0, true);

        ((FakeKev)host.Grains.GetGrain<IKevGrain>(IKevGrain.Key)).Waits[task.Id] = wait;

        (await host.Client.GetTaskAsync(task.Id)).Wait.ShouldBe(hasWait ? wait : null);
    }

    [Fact]
    public async Task Create_WithoutDescription_UsesTheTitle()
    {
        await using var host = await ApiHost.StartAsync();

        var task = await host.Client.CreateTaskAsync(new CreateTaskRequest(" Compare payment providers ", "research"));

        task.Spec.Idea.ShouldBe("Compare payment providers");
        task.Spec.ShouldSatisfyAllConditions(
            s => s.Expects.ShouldBe(ArtifactKind.Research),
            s => s.Product.ShouldBeNull(),
            s => s.Action.ShouldBeNull());
    }

    [Fact]
    public async Task Create_KindOfNoPipeline_TakesTheRequestedArtifact()
    {
        await using var host = await ApiHost.StartAsync();

        var task = await host.Client.CreateTaskAsync(new CreateTaskRequest(
            "Rewrite the README",
            "documentation",
            Expects: ArtifactKind.Change,
            Repository: "/srv/shop"));

        task.Spec.Expects.ShouldBe(ArtifactKind.Change);
    }

    [Fact]
    public async Task Create_WithARun_WorksOnItsProductButIsNotPartOfIt()
    {
        await using var host = await ApiHost.StartAsync();
        var run = await host.Client.StartRunAsync(new StartRunRequest("A tip calculator"));

        var task = await host.Client.CreateTaskAsync(new CreateTaskRequest("Add a dark mode", "build", Run: run.Id.Value));

        task.Spec.Product.ShouldBe(run.Product);
        task.Spec.Run.ShouldBeNull();
    }

    [Fact]
    public async Task Create_WithABudget_CapsTheTask()
    {
        await using var host = await ApiHost.StartAsync();

        var task = await host.Client.CreateTaskAsync(new CreateTaskRequest("Compare payment providers", "research", BudgetUsd: 1.5m));

        (await host.Client.GetBudgetAsync(task.Id.Value)).Cap.Amount.ShouldBe(1.5m);
    }

    [Fact]
    public async Task Create_Backlog_WaitsUntilPromoted()
    {
        await using var host = await ApiHost.StartAsync();

        var task = await host.Client.CreateTaskAsync(new CreateTaskRequest("Compare payment providers", "research", Backlog: true));
        task.Stage.ShouldBe(TaskStage.Backlog);

        (await host.Client.PromoteTaskAsync(task.Id)).Stage.ShouldBe(TaskStage.Ready);
    }

    [Fact]
    public async Task Promote_RepeatedOrTooLate_SucceedsUnlessTheTaskNeedsARetry()
    {
        await using var host = await ApiHost.StartAsync();
        var task = await host.Client.CreateTaskAsync(new CreateTaskRequest("Compare payment providers", "research", Backlog: true));
        await host.Client.PromoteTaskAsync(task.Id);

        (await host.Client.PromoteTaskAsync(task.Id)).Stage.ShouldBe(TaskStage.Ready);

        await host.Client.CancelTaskAsync(task.Id);
        var error = await Should.ThrowAsync<FactoryException>(() => host.Client.PromoteTaskAsync(task.Id));
        error.Code.ShouldBe(ErrorCodes.TransitionNotAllowed);
    }

    [Fact]
    public async Task Promote_UnknownTask_IsNotFound()
    {
        await using var host = await ApiHost.StartAsync();

        var error = await Should.ThrowAsync<FactoryException>(() => host.Client.PromoteTaskAsync(TaskId.Parse("task-missing")));

        error.Code.ShouldBe(ErrorCodes.NotFound);
    }

    [Fact]
    public async Task Create_SameKeyAgain_CreatesOneTask()
    {
        await using var host = await ApiHost.StartAsync();
        var request = new CreateTaskRequest("Compare payment providers", "research");

        var first = await host.Client.CreateTaskAsync(request, "once");
        var second = await host.Client.CreateTaskAsync(request, "once");

        second.Id.ShouldBe(first.Id);
    }

    [Theory]
    [InlineData("""{"kind":"build","repository":"/srv/shop"}""", 400, ErrorCodes.InvalidRequest, "title is empty")]
    [InlineData("""{"title":"\u200b","kind":"research"}""", 400, ErrorCodes.InvalidRequest, "title is empty")]
    [InlineData("""{"title":"two\nlines","kind":"research"}""", 400, ErrorCodes.InvalidRequest, "one line")]
    [InlineData("""{"title":"x","kind":"gardening"}""", 400, ErrorCodes.InvalidRequest, "'gardening'")]
    [InlineData("""{"title":"x"}""", 400, ErrorCodes.InvalidRequest, "No agent takes")]
    [InlineData("""{"title":"x","kind":"research","agent":"rex"}""", 400, ErrorCodes.InvalidRequest, "agent-rex does not take")]
    [InlineData("""{"title":"x","kind":"documentation"}""", 400, ErrorCodes.InvalidRequest, "has to be named")]
    [InlineData("""{"title":"x","kind":"review"}""", 400, ErrorCodes.InvalidRequest, "cannot stand alone")]
    [InlineData("""{"title":"x","kind":"build"}""", 400, ErrorCodes.InvalidRequest, "changes a repository")]
    [InlineData("""{"title":"x","kind":"build","repository":"shop"}""", 400, ErrorCodes.RepositoryInvalid, "full path")]
    [InlineData("""{"title":"x","kind":"build","repository":"/srv/dirty"}""", 409, ErrorCodes.RepositoryDirty, "not committed")]
    [InlineData(
        """{"title":"x","kind":"build","repository":"/srv/shop","run":"run-1"}""",
        400,
        ErrorCodes.InvalidRequest,
        "works on one product")]
    [InlineData("""{"title":"x","kind":"build","run":"run-missing"}""", 404, ErrorCodes.NotFound, "run-missing")]
    [InlineData("""{"title":"x","kind":"research","budgetUsd":-1}""", 400, ErrorCodes.InvalidRequest, "budget")]
    [InlineData("""{"title":"x","kind":"research","prio":1}""", 400, ErrorCodes.InvalidRequest, "prio")]
    public async Task Create_BadRequest_NamesWhatIsWrongAndHowToCorrectIt(string body, int status, string code, string message)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Http.PostAsync("api/tasks", ApiHost.Json(body));

        ((int)response.StatusCode).ShouldBe(status);
        var problem = (await response.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options))!;
        problem.Code.ShouldBe(code);
        problem.Detail.ShouldNotBeNull().ShouldContain(message);
        problem.Hint.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task List_TasksWithArtifacts_LeavesThemOut()
    {
        await using var host = await ApiHost.StartAsync();
        var note = new ResearchNote(new string('x', 3_000), [], [], "Build it.");
        var spec = Given.Spec() with { Inputs = [new TaskInput("research", note)] };
        var task = await host.Grains.GetGrain<ITaskGrain>("task-1").Open(spec, backlog: false) with { Artifact = Given.Change() };
        host.Index.Rows.Add(new IndexRow(
            "task",
            "task-1",
            null,
            "ready",
            DateTimeOffset.UnixEpoch,
            JsonSerializer.Serialize(task, FactoryJson.Options)));

        var text = await host.Http.GetStringAsync("api/tasks");

        var item = (await host.Client.ListTasksAsync()).Items.Single();
        item.Spec.Inputs.ShouldBeEmpty();
        item.Artifact.ShouldBeNull();
        item.ShouldBe(task with
        {
            Spec = item.Spec,
            Artifact = null,
            Attempts = item.Attempts,
            Feedback = item.Feedback,
            Messages = item.Messages,
        });
        text.Length.ShouldBeLessThan(2_000);
        (await host.Client.GetTaskAsync(TaskId.Parse("task-1"))).Spec.Inputs.Count.ShouldBe(1);
    }
}
