using System.Reflection;
using Factory.Contracts.Api;
using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Ledger;
using Factory.Contracts.Retention;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Client.Tests;

/// <summary>
/// The request that each method sends. A wrong path is found nowhere else: the compiler does not know the silo's
/// routes.
/// </summary>
public sealed class FactoryClientTests
{
    private static readonly RunId Run = RunId.Parse("run-1");
    private static readonly TaskId Task1 = TaskId.Parse("task-1");
    private static readonly AttemptId Attempt = AttemptId.Parse("attempt-1");
    private static readonly ApprovalId Approval = ApprovalId.Parse("approval-1");
    private static readonly AgentId Rex = AgentId.Parse("agent-rex");

    private static readonly (string Method, Func<FactoryClient, Task> Call, string Request)[] Calls =
    [
        ("GetHealthAsync", c => c.GetHealthAsync(), "GET /api/health"),
        ("GetDiscoveryAsync", c => c.GetDiscoveryAsync(), "GET /api/discovery"),
        ("StartRunAsync",
            c => c.StartRunAsync(new StartRunRequest("x", BudgetUsd: 2.5m)),
            """POST /api/runs {"idea":"x","budgetUsd":2.5,"allowSameReviewer":false,"rehearse":false}"""),
        ("PreviewRunAsync",
            c => c.PreviewRunAsync(new StartRunRequest("x")),
            """POST /api/runs/preview {"idea":"x","allowSameReviewer":false,"rehearse":false}"""),
        ("ListProductsAsync", c => c.ListProductsAsync(), "GET /api/products"),
        ("GetProductAsync", c => c.GetProductAsync("a b"), "GET /api/products/a%20b"),
        ("GetProductLogsAsync", c => c.GetProductLogsAsync("shop"), "GET /api/products/shop/logs"),
        ("StopProductAsync", c => c.StopProductAsync("shop"), "POST /api/products/shop/stop"),
        ("StartProductAsync", c => c.StartProductAsync("shop"), "POST /api/products/shop/start"),
        ("RollBackProductAsync", c => c.RollBackProductAsync("shop", 3), """POST /api/products/shop/rollback {"version":3}"""),
        ("RemoveProductAsync", c => c.RemoveProductAsync("shop"), "DELETE /api/products/shop"),
        ("ListRunsAsync", c => c.ListRunsAsync(RunStatus.Failed, "run-0", 7), "GET /api/runs?status=failed&before=run-0&limit=7"),
        ("ListRunsAsync", c => c.ListRunsAsync(before: "a b&c=ü"), "GET /api/runs?before=a%20b%26c%3D%C3%BC&limit=50"),
        ("GetRunAsync", c => c.GetRunAsync(Run), "GET /api/runs/run-1"),
        ("CancelRunAsync", c => c.CancelRunAsync(Run, "why"), """POST /api/runs/run-1/cancel {"reason":"why"}"""),
        ("RetryRunAsync", c => c.RetryRunAsync(Run, 3, true), """POST /api/runs/run-1/retry {"budgetUsd":3,"allowSameReviewer":true}"""),
        ("CreateTaskAsync",
            c => c.CreateTaskAsync(new CreateTaskRequest("t", "build", Expects: ArtifactKind.Change)),
            """POST /api/tasks {"title":"t","kind":"build","expects":"change","backlog":false,"rehearse":false}"""),
        ("PromoteTaskAsync", c => c.PromoteTaskAsync(Task1), "POST /api/tasks/task-1/promote"),
        ("ListTasksAsync", c => c.ListTasksAsync(Run, TaskStage.InProgress), "GET /api/tasks?run=run-1&stage=inProgress&limit=50"),
        ("GetTaskAsync", c => c.GetTaskAsync(Task1), "GET /api/tasks/task-1"),
        ("CancelTaskAsync", c => c.CancelTaskAsync(Task1), "POST /api/tasks/task-1/cancel {}"),
        ("RetryTaskAsync", c => c.RetryTaskAsync(Task1), "POST /api/tasks/task-1/retry"),
        ("AnswerAsync", c => c.AnswerAsync(Task1, "Use euros"), """POST /api/tasks/task-1/answer {"text":"Use euros"}"""),
        ("TellTaskAsync", c => c.TellTaskAsync(Task1, "In euros."), """POST /api/tasks/task-1/messages {"text":"In euros."}"""),
        ("GetAttemptAsync", c => c.GetAttemptAsync(Attempt), "GET /api/attempts/attempt-1"),
        ("GetTranscriptAsync", c => c.GetTranscriptAsync(Attempt, 5), "GET /api/attempts/attempt-1/transcript?from=5&limit=200"),
        ("ListAgentsAsync", c => c.ListAgentsAsync(), "GET /api/agents"),
        ("GetAgentAsync", c => c.GetAgentAsync(Rex), "GET /api/agents/agent-rex"),
        ("ListProvidersAsync", c => c.ListProvidersAsync(), "GET /api/providers"),
        ("CheckModelsAsync", c => c.CheckModelsAsync(), "GET /api/models/check"),
        ("ListApprovalsAsync", c => c.ListApprovalsAsync(ApprovalStatus.Pending), "GET /api/approvals?status=pending&limit=50"),
        ("GetApprovalAsync", c => c.GetApprovalAsync(Approval), "GET /api/approvals/approval-1"),
        ("ApproveAsync", c => c.ApproveAsync(Approval, "go"), """POST /api/approvals/approval-1/approve {"comment":"go"}"""),
        (
            "RequestChangesAsync",
            c => c.RequestChangesAsync(Approval, "round"),
            """POST /api/approvals/approval-1/request-changes {"reason":"round"}"""),
        ("RejectAsync", c => c.RejectAsync(Approval), "POST /api/approvals/approval-1/reject {}"),
        ("GetKevAsync", c => c.GetKevAsync(), "GET /api/kev"),
        ("ExplainRoutingAsync", c => c.ExplainRoutingAsync("build", Rex), "GET /api/routing/explain?kind=build&agent=agent-rex"),
        ("GetGrainsAsync", c => c.GetGrainsAsync(), "GET /api/grains"),
        ("PauseAsync", c => c.PauseAsync(), "POST /api/kev/pause"),
        ("ResumeAsync", c => c.ResumeAsync(), "POST /api/kev/resume"),
        ("StopAllAsync", c => c.StopAllAsync(), "POST /api/kev/stop-all"),
        ("GetConfigAsync", c => c.GetConfigAsync(), "GET /api/config"),
        ("ReloadConfigAsync", c => c.ReloadConfigAsync(), "POST /api/config/reload"),
        ("CleanAsync",
            c => c.CleanAsync(new CleanRequest(true, 60)),
            """POST /api/clean {"dryRun":true,"olderThanSeconds":60,"force":false}"""),
        ("RotateTokenAsync", c => c.RotateTokenAsync(), "POST /api/token/rotate"),
        ("CreateSignInLinkAsync",
            c => c.CreateSignInLinkAsync("/grains/orleans"),
            """POST /api/sign-in/links {"returnUrl":"/grains/orleans"}"""),
        ("ListSignInsAsync", c => c.ListSignInsAsync(), "GET /api/sign-ins"),
        ("RevokeSignInAsync", c => c.RevokeSignInAsync("s1"), "DELETE /api/sign-ins/s1"),
        ("GetSpendAsync",
            c => c.GetSpendAsync(SpendBy.Model, new DateOnly(2030, 1, 2), run: Run),
            "GET /api/spend?by=model&from=2030-01-02&run=run-1"),
        ("ListBudgetsAsync", c => c.ListBudgetsAsync(), "GET /api/budgets"),
        ("GetBudgetAsync", c => c.GetBudgetAsync("key-a/b"), "GET /api/budgets/key-a%2Fb"),
        ("GetDayBudgetAsync", c => c.GetDayBudgetAsync(), "GET /api/budgets/day"),
        ("SetBudgetAsync", c => c.SetBudgetAsync("day", 80.5m), """POST /api/budgets/day {"capUsd":80.5}"""),
        ("CreateKeyAsync",
            c => c.CreateKeyAsync(new CreateKeyRequest("laptop", 20)),
            """POST /api/keys {"name":"laptop","budgetUsd":20}"""),
        ("ListKeysAsync", c => c.ListKeysAsync(), "GET /api/keys"),
        ("GetKeyAsync", c => c.GetKeyAsync("laptop"), "GET /api/keys/laptop"),
        ("RevokeKeyAsync", c => c.RevokeKeyAsync("laptop"), "POST /api/keys/laptop/revoke"),
        ("ListSecretsAsync", c => c.ListSecretsAsync(), "GET /api/secrets"),
        ("SetSecretAsync", c => c.SetSecretAsync("npm", new SetSecretRequest("s3cret")), """POST /api/secrets/npm {"value":"s3cret"}"""),
        ("RemoveSecretAsync", c => c.RemoveSecretAsync("npm"), "DELETE /api/secrets/npm"),
        ("ListModelsAsync", c => c.ListModelsAsync(), "GET /api/models"),
        ("GetEventsAsync", c => c.GetEventsAsync(5, Run, 9), "GET /api/events?after=5&run=run-1&limit=9"),
    ];

    public static IEnumerable<object[]> Rows => Calls.Select((call, i) => (object[])[i, call.Request]);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Method_Called_SendsItsRequest(int row, string expected)
    {
        await using var server = await TestServer.StartAsync();
        using var client = server.Client();

        // What it makes of the empty answer is another test's matter.
        await Record.ExceptionAsync(() => Calls[row].Call(client));

        var sent = server.Requests.Single();
        $"{sent.Method} {sent.Target} {sent.Body}".TrimEnd().ShouldBe(expected);
    }

    [Fact]
    public void Method_EachPublicOne_HasARowAbove()
    {
        var methods = typeof(FactoryClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.ReturnType.IsGenericType && m.ReturnType.GetGenericTypeDefinition() == typeof(Task<>));

        methods.Select(m => m.Name).Except(Calls.Select(c => c.Method)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_AnyMethod_CarriesTheTokenAndAsksForJson()
    {
        await using var server = await TestServer.StartAsync();
        server.Respond(new HealthView("ok", "1.0", DateTimeOffset.UnixEpoch, 1, false));
        using var client = new FactoryClient(server.Url, "secret");

        await client.GetHealthAsync();

        var sent = server.Requests.Single();
        sent.Header("Authorization").ShouldBe("Bearer secret");
        sent.Header("Accept").ShouldBe("application/json");
    }

    [Fact]
    public async Task Request_WithoutToken_CarriesNone()
    {
        await using var server = await TestServer.StartAsync();
        using var client = new FactoryClient(server.Url, token: null);

        await Record.ExceptionAsync(() => client.GetHealthAsync());

        server.Requests.Single().Header("Authorization").ShouldBeNull();
    }

    [Fact]
    public async Task Request_RedirectedElsewhere_IsNotFollowedWithTheToken()
    {
        await using var elsewhere = await TestServer.StartAsync();
        await using var server = await TestServer.StartAsync();
        server.OnRequest = (context, _) =>
        {
            context.Response.Redirect(elsewhere.Url + "/api/agents");
            return Task.CompletedTask;
        };
        using var client = new FactoryClient(server.Url, "secret");

        var error = await Should.ThrowAsync<FactoryException>(() => client.ListAgentsAsync());

        error.Code.ShouldBe(ErrorCodes.SiloUnreachable);
        elsewhere.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("once")]
    [InlineData(null)]
    public async Task StartRun_IdempotencyKey_IsSentWhenGiven(string? key)
    {
        await using var server = await TestServer.StartAsync();
        using var client = server.Client();

        await Record.ExceptionAsync(() => client.StartRunAsync(new StartRunRequest("x"), key));

        server.Requests.Single().Header("Idempotency-Key").ShouldBe(key);
    }

    [Fact]
    public async Task Url_WithTrailingSlash_ReachesTheSamePaths()
    {
        await using var server = await TestServer.StartAsync();
        using var client = new FactoryClient(server.Url + "/", "secret");

        await Record.ExceptionAsync(() => client.GetKevAsync());

        server.Requests.Single().Target.ShouldBe("/api/kev");
    }
}
