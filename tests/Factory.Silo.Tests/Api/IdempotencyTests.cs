using System.Net;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Silo.Tests.Support;

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
        second.Product.ShouldBe(first.Product);
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

    private static Task<HttpResponseMessage> PostAsync(ApiHost host, string key, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "api/runs") { Content = ApiHost.Json(body) };
        request.Headers.TryAddWithoutValidation(ApiHeaders.IdempotencyKey, key);
        return host.Http.SendAsync(request);
    }
}
