using System.Net;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Silo.Api;
using Factory.Silo.Tests.Support;
using Microsoft.AspNetCore.Http.Metadata;

namespace Factory.Silo.Tests.Api;

public sealed class IdempotencyTests
{
    [Fact]
    public async Task Post_SameKeyTwice_StartsOneRun()
    {
        await using var host = await ApiHost.StartAsync();

        using var first = await PostAsync(host, "key-1", """{"idea":"A timer"}""");
        using var second = await PostAsync(host, "key-1", """{"idea":"A timer"}""");

        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        second.Headers.GetValues(ApiHeaders.IdempotencyReplayed).Single().ShouldBe("true");
        host.Repositories.Created.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Post_SameKeyOtherRequest_IsAConflict()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Client.StartRunAsync(new StartRunRequest("A timer"), "key-1");

        var error = await Should.ThrowAsync<FactoryException>(() => host.Client.StartRunAsync(new StartRunRequest("A quiz"), "key-1"));

        error.Code.ShouldBe(ErrorCodes.IdempotencyConflict);
    }

    [Fact]
    public async Task Post_LostResponse_CreatesTheSameRun()
    {
        await using var before = await ApiHost.StartAsync();
        await using var after = await ApiHost.StartAsync();

        var first = await before.Client.StartRunAsync(new StartRunRequest("A timer"), "key-1");
        var second = await after.Client.StartRunAsync(new StartRunRequest("A timer"), "key-1");

        second.Id.ShouldBe(first.Id);
        (second.Product.Id, second.Product.Name).ShouldBe((first.Product.Id, first.Product.Name), "each host has a folder of its own");
    }

    [Fact]
    public async Task Post_SameKeyAtTwoEndpoints_CreatesTwoProducts()
    {
        await using var host = await ApiHost.StartAsync();

        var run = await host.Client.StartRunAsync(new StartRunRequest("A timer"), "key-1");
        var task = await host.Client.CreateTaskAsync(new CreateTaskRequest("Fix it", "build", Repository: "/srv/shop"), "key-1");

        task.Spec.Product!.Id.ShouldNotBe(run.Product.Id);
    }

    [Fact]
    public async Task Post_WithAKey_MakesIdsThatAreShortEnoughToCopy()
    {
        await using var host = await ApiHost.StartAsync();

        var run = await host.Client.StartRunAsync(new StartRunRequest("A timer"), "key-1");
        var task = await host.Client.CreateTaskAsync(new CreateTaskRequest("Fix it", "build", Repository: "/srv/shop"), "key-1");

        run.Id.Value.ShouldMatch("^run-k[0-9a-z]{16}$");
        task.Id.Value.ShouldMatch("^task-k[0-9a-z]{16}$");
        (await host.Http.GetAsync($"api/runs/{run.Id.Value["run-".Length..]}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Post_Rejected_IsStoredButServerErrorsAreNot()
    {
        await using var host = await ApiHost.StartAsync();
        using var refused = await PostAsync(host, "key-1", """{"idea":""}""");
        using var again = await PostAsync(host, "key-1", """{"idea":""}""");
        again.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        again.Headers.Contains(ApiHeaders.IdempotencyReplayed).ShouldBeTrue();

        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/runs/run-broken/cancel");
            request.Headers.Add(ApiHeaders.IdempotencyKey, "key-2");
            using var failed = await host.Http.SendAsync(request);
            failed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
            failed.Headers.Contains(ApiHeaders.IdempotencyReplayed).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("")]
    public async Task Post_InvalidKey_IsRejected(string key)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await PostAsync(host, key, """{"idea":"x"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("api/runs", "api/runs/", "the slash at the end is the same command")]
    [InlineData("api/runs", "API/Runs", "routing ignores case")]
    public async Task Post_OtherSpellingOfThePath_IsReplayed(string first, string second, string because)
    {
        await using var host = await ApiHost.StartAsync();

        using var made = await PostAsync(host, "key-1", """{"idea":"A timer"}""", first);
        using var again = await PostAsync(host, "key-1", """{"idea":"A timer"}""", second);

        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.Contains(ApiHeaders.IdempotencyReplayed).ShouldBeTrue(because);
        host.Repositories.Created.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Post_OtherQuery_IsAConflict()
    {
        await using var host = await ApiHost.StartAsync();
        using var first = await PostAsync(host, "key-1", """{"idea":"A timer"}""", "api/runs?a=1");

        using var second = await PostAsync(host, "key-1", """{"idea":"A timer"}""", "api/runs?a=2");

        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Post_LongPathsThatEndDifferently_AreTwoCommands()
    {
        await using var host = await ApiHost.StartAsync();
        var run = "run-" + new string('a', 80);
        host.Run(run);
        host.Run(run + "b");

        using var first = await PostAsync(host, "key-1", "{}", $"api/runs/{run}/cancel");
        using var second = await PostAsync(host, "key-1", "{}", $"api/runs/{run}b/cancel");

        second.Headers.Contains(ApiHeaders.IdempotencyReplayed).ShouldBeFalse();
        host.Idempotency.Scopes.Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("api/keys")]
    [InlineData("api/keys/")]
    [InlineData("API/KEYS")]
    [InlineData("api/sign-in/links")]
    [InlineData("api/sign-in/links/")]
    public async Task Post_ResponseWithSecret_IsNotStored(string path)
    {
        await using var host = await ApiHost.StartAsync();
        var body = path.Contains("links", StringComparison.Ordinal) ? "{}" : """{"name":"laptop","budgetUsd":5}""";

        using var made = await PostAsync(host, "key-1", body, path);

        made.IsSuccessStatusCode.ShouldBeTrue();
        host.Idempotency.Scopes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Endpoints_WhoseResponseHasASecret_AreMarked()
    {
        await using var host = await ApiHost.StartAsync();
        Type[] secret = [typeof(Factory.Contracts.Keys.KeyCreated), typeof(SignInLink)];

        var returning = host.Endpoints.Where(e => e.Metadata.OfType<IProducesResponseTypeMetadata>()
            .Any(m => m.Type is { } type && (secret.Contains(type) || HasSecret(type)))).ToList();

        returning.Count.ShouldBe(2);
        returning.ShouldAllBe(e => e.Metadata.GetMetadata<SecretResponseMetadata>() != null);
    }

    // A new response with a secret must be marked, too: its member will be called by one of these words.
    private static bool HasSecret(Type type) => type.GetProperties()
        .Any(p => p.Name is "Secret" or "Token" or "Password" or "Code" && p.PropertyType == typeof(string) && type != typeof(ApiProblem));

    private static Task<HttpResponseMessage> PostAsync(ApiHost host, string key, string body, string path = "api/runs")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = ApiHost.Json(body) };
        request.Headers.TryAddWithoutValidation(ApiHeaders.IdempotencyKey, key);
        return host.Http.SendAsync(request);
    }
}
