using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Evidence;
using Factory.Contracts.Json;
using Factory.Contracts.Kev;
using Factory.Contracts.Runs;
using Factory.Domain.Indexing;
using Factory.Grains.Abstractions.Kev;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

public sealed class RunEndpointsTests
{
    [Fact]
    public async Task Start_Idea_StartsARunOnANewRepository()
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Http.PostAsync(
            "api/runs",
            ApiHost.Json("""{"idea":"A tip calculator for restaurant bills","budgetUsd":2.5,"allowSameReviewer":true}"""));

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var run = await answer.Content.ReadFromJsonAsync<RunView>(FactoryJson.Options);
        answer.Headers.Location!.ToString().ShouldBe($"/api/runs/{run!.Id}");
        host.Repositories.Created.Single().ShouldStartWith("tip-calculator-restaurant-bills-");
        var request = host.Run(run.Id.Value).Request!;
        request.Pipeline.ShouldBe("product");
        request.Budget!.Value.Amount.ShouldBe(2.5m);
        request.AllowSameReviewer.ShouldBeTrue();
        (await host.Client.GetRunAsync(run.Id)).Idea.ShouldBe("A tip calculator for restaurant bills");
    }

    [Fact]
    public async Task Get_StageWhoseTaskWaits_SaysWhy()
    {
        await using var host = await ApiHost.StartAsync();
        var run = await host.Client.StartRunAsync(new StartRunRequest("A timer"));
        (await host.Client.GetRunAsync(run.Id)).Stages[0].Wait.ShouldBeNull();
        var wait = new WaitView("waits for a free slot: 37 before it", 37, false, "every agent for 'research' is busy: Scout");

        ((FakeKev)host.Grains.GetGrain<IKevGrain>(IKevGrain.Key)).Waits[TaskId.Parse("task-1")] = wait;

        (await host.Client.GetRunAsync(run.Id)).Stages[0].Wait.ShouldBe(wait);
    }

    [Theory]
    [InlineData("shop", "", "http://localhost:20000/", null)]
    [InlineData("shop", "stop", null, "stopped: factory product start shop")]
    [InlineData("shop", "remove", null, "removed")]
    [InlineData("gone", "", null, "removed")]
    public async Task GetAndList_DeployedProduct_HaveItsAddressOnlyWhileItIsServed(
        string product,
        string change,
        string? url,
        string? reason)
    {
        await using var host = await ApiHost.StartAsync();
        var run = await host.Client.StartRunAsync(new StartRunRequest("A shop"));
        var deployed = run with { Url = "http://localhost:20000/", Product = run.Product with { Name = product } };
        host.Run(run.Id.Value).View = deployed;
        host.Index.Rows.Add(new IndexRow(
            "run", run.Id.Value, null, "running", run.CreatedAt, JsonSerializer.Serialize(deployed, FactoryJson.Options)));
        _ = change switch
        {
            "stop" => await host.Products.StopAsync(product, default),
            "remove" => await host.Products.RemoveAsync(product, default),
            _ => null,
        };

        var one = await host.Client.GetRunAsync(run.Id);
        var listed = (await host.Client.ListRunsAsync()).Items.Single();

        (one.Url, one.NotServed).ShouldBe((url, reason));
        (listed.Url, listed.NotServed).ShouldBe((url, reason));
    }

    [Theory]
    [InlineData("""{"idea":""}""", 400, ErrorCodes.IdeaEmpty)]
    [InlineData("""{"idea":" \n\t "}""", 400, ErrorCodes.IdeaEmpty)]
    [InlineData("""{"idea":"\u200b\u0000"}""", 400, ErrorCodes.IdeaEmpty)]
    [InlineData("""{}""", 400, ErrorCodes.IdeaEmpty)]
    [InlineData("""{"idea":"x","pipeline":"nope"}""", 400, ErrorCodes.PipelineUnknown)]
    [InlineData("""{"idea":"x","repository":"relative/path"}""", 400, ErrorCodes.RepositoryInvalid)]
    [InlineData("""{"idea":"x","repository":"/somewhere/dirty"}""", 409, ErrorCodes.RepositoryDirty)]
    [InlineData("""{"idea":"x","budgetUsd":-1}""", 400, ErrorCodes.InvalidRequest)]
    [InlineData("""{"idea":"x","budget":3}""", 400, ErrorCodes.InvalidRequest)]
    [InlineData("""{"idea":5}""", 400, ErrorCodes.InvalidRequest)]
    [InlineData("""{"idea":""", 400, ErrorCodes.InvalidRequest)]
    [InlineData("", 400, ErrorCodes.InvalidRequest)]
    public async Task Start_BadRequest_NamesTheProblem(string body, int status, string code)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Http.PostAsync("api/runs", ApiHost.Json(body));

        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = (await answer.Content.ReadFromJsonAsync<ApiProblem>(FactoryJson.Options))!;
        problem.Code.ShouldBe(code);
        problem.Status.ShouldBe(status);
        problem.Detail.ShouldNotBeNullOrEmpty();
        problem.Hint.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Start_IdeaAtTheLimit_IsAccepted()
    {
        await using var host = await ApiHost.StartAsync();

        await host.Client.StartRunAsync(new StartRunRequest(new string('ä', StartRun.MaxIdeaLength)));
        var error = await Should.ThrowAsync<FactoryException>(() =>
            host.Client.StartRunAsync(new StartRunRequest(new string('x', StartRun.MaxIdeaLength + 1))));

        error.Code.ShouldBe(ErrorCodes.IdeaTooLong);
    }

    [Fact]
    public async Task Start_UnknownPipeline_NamesTheKnownOnes()
    {
        await using var host = await ApiHost.StartAsync();

        var error = await Should.ThrowAsync<FactoryException>(() => host.Client.StartRunAsync(new StartRunRequest("x", "nope")));

        error.Hint!.ShouldContain("product, fix");
    }

    [Fact]
    public async Task Start_ControlCharacters_AreRemoved()
    {
        await using var host = await ApiHost.StartAsync();

        var run = await host.Client.StartRunAsync(new StartRunRequest("A \u001b[31mred\u0000 clock\nwith \"quotes\" and 🕰"));

        run.Idea.ShouldBe("A  [31mred  clock\nwith \"quotes\" and 🕰");
    }

    [Fact]
    public async Task Get_Unknown_IsNotFound()
    {
        await using var host = await ApiHost.StartAsync();
        var missing = RunId.Parse("run-missing");

        foreach (var call in (Func<Task>[])[
            () => host.Client.GetRunAsync(missing),
            () => host.Client.CancelRunAsync(missing),
            () => host.Client.RetryRunAsync(missing)
        ])
        {
            (await Should.ThrowAsync<FactoryException>(call)).Code.ShouldBe(ErrorCodes.NotFound);
        }

        using var answer = await host.Http.GetAsync("api/runs/..%2f..%2fetc");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Cancel_FinishedRun_IsAConflict()
    {
        await using var host = await ApiHost.StartAsync();
        var run = await host.Client.StartRunAsync(new StartRunRequest("x"));
        (await host.Client.CancelRunAsync(run.Id, "not now")).Problem!.Message.ShouldBe("not now");

        var error = await Should.ThrowAsync<FactoryException>(() => host.Client.CancelRunAsync(run.Id));

        error.Code.ShouldBe(ErrorCodes.TransitionNotAllowed);
        (await host.Client.RetryRunAsync(run.Id, 9)).Budget.Amount.ShouldBe(9);
    }

    [Fact]
    public async Task List_RunsWithStages_LeavesThemOut()
    {
        await using var host = await ApiHost.StartAsync();
        var run = await host.Client.StartRunAsync(new StartRunRequest("x"));
        var stages = Enumerable.Range(0, 5).Select(i => new StageView { Name = $"stage-{i}", Status = StageStatus.Done });
        var view = run with { Stages = [.. stages], Evidence = new EvidenceReport("c1", [], []) };
        host.Index.Rows.Add(new IndexRow(
            "run",
            run.Id.Value,
            null,
            "running",
            DateTimeOffset.UnixEpoch,
            JsonSerializer.Serialize(view, FactoryJson.Options)));

        var item = (await host.Client.ListRunsAsync()).Items.Single();

        item.Stages.ShouldBeEmpty();
        item.Evidence.ShouldBeNull();
        item.ShouldBe(view with { Stages = item.Stages, Evidence = null });
    }

    [Fact]
    public async Task List_FilterAndCursor_PageTheIndex()
    {
        await using var host = await ApiHost.StartAsync();
        var run = await host.Client.StartRunAsync(new StartRunRequest("x"));
        for (var i = 0; i < 5; i++)
        {
            var view = run with { Id = RunId.Parse($"run-{i}"), Status = i % 2 == 0 ? RunStatus.Succeeded : RunStatus.WaitingForOperator };
            host.Index.Rows.Add(new IndexRow(
                "run",
                view.Id.Value,
                null,
                i % 2 == 0 ? "succeeded" : "waitingForOperator",
                DateTimeOffset.UnixEpoch.AddSeconds(i),
                JsonSerializer.Serialize(view, FactoryJson.Options)));
        }

        var first = await host.Client.ListRunsAsync(limit: 2);
        var second = await host.Client.ListRunsAsync(before: first.Next, limit: 2);
        var third = await host.Client.ListRunsAsync(before: second.Next, limit: 2);

        first.Items.Concat(second.Items)
            .Concat(third.Items)
            .Select(r => r.Id.Value)
            .ShouldBe(["run-4", "run-3", "run-2", "run-1", "run-0"]);
        third.Next.ShouldBeNull();
        (await host.Client.ListRunsAsync(RunStatus.WaitingForOperator)).Items.Count.ShouldBe(2);
        foreach (var bad in (string[])["status=nope", "limit=0", "limit=9999", "limit=x", "before=run-nope"])
        {
            (await host.Http.GetAsync($"api/runs?{bad}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest, bad);
        }
    }
}
