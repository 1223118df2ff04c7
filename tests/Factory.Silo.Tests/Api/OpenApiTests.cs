using System.Text.Json;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

public sealed class OpenApiTests
{
    [Fact]
    public async Task Document_Served_ListsEveryPathAndDescribesIdsAndAmounts()
    {
        await using var host = await ApiHost.StartAsync();

        using var document = JsonDocument.Parse(await host.Http.GetStringAsync("openapi/v1.json"));

        var root = document.RootElement;
        root.GetProperty("paths").EnumerateObject().Select(p => p.Name).ShouldBe(
            [
                "/api/health", "/api/discovery", "/api/runs", "/api/runs/preview", "/api/runs/{id}", "/api/runs/{id}/cancel",
                "/api/runs/{id}/retry",
                "/api/tasks", "/api/tasks/{id}", "/api/tasks/{id}/promote", "/api/tasks/{id}/cancel", "/api/tasks/{id}/retry", "/api/tasks/{id}/answer",
                "/api/tasks/{id}/messages",
                "/api/attempts/{id}", "/api/attempts/{id}/transcript", "/api/agents", "/api/agents/{id}", "/api/providers",
                "/api/products", "/api/products/{name}", "/api/products/{name}/logs", "/api/products/{name}/stop",
                "/api/products/{name}/start", "/api/products/{name}/rollback",
                "/api/approvals", "/api/approvals/{id}", "/api/approvals/{id}/approve", "/api/approvals/{id}/reject",
                "/api/approvals/{id}/request-changes",
                "/api/kev", "/api/kev/pause", "/api/kev/resume", "/api/kev/stop-all", "/api/routing/explain", "/api/grains", "/api/spend", "/api/budgets", "/api/budgets/{name}", "/api/keys", "/api/keys/{name}", "/api/keys/{name}/revoke", "/api/models", "/api/models/check", "/api/events", "/api/config", "/api/config/reload", "/api/token/rotate", "/api/clean",
                "/api/secrets", "/api/secrets/{name}",
                "/sign-in", "/sign-out", "/api/sign-in/links", "/api/sign-ins", "/api/sign-ins/{id}",
            ],
            ignoreOrder: true);
        root.GetProperty("components")
            .GetProperty("securitySchemes")
            .GetProperty("token")
            .GetProperty("scheme")
            .GetString()
            .ShouldBe("bearer");
        var run = root.GetProperty("components").GetProperty("schemas").GetProperty("RunView").GetProperty("properties");
        run.GetProperty("id").GetRawText().ShouldContain("RunId");
        root.GetProperty("components")
            .GetProperty("schemas")
            .GetProperty("RunId")
            .GetProperty("pattern")
            .GetString()
            .ShouldBe("^run-[a-z0-9-]+$");
    }

    [Theory]
    [InlineData("get /api/health", "200 403 500 503")]
    [InlineData("get /api/runs", "200 400 401 403 500 503")]
    [InlineData("get /api/runs/{id}", "200 400 401 403 404 500 503")]
    [InlineData("post /api/runs", "201 400 401 403 409 413 415 500 503 507")]
    [InlineData("post /api/runs/{id}/cancel", "200 400 401 403 404 409 413 415 500 503 507")]
    [InlineData("post /api/runs/{id}/retry", "200 400 401 402 403 404 409 413 415 500 503 507")]
    [InlineData("post /api/tasks", "201 400 401 403 404 409 413 415 500 503 507")]
    [InlineData("post /api/tasks/{id}/retry", "200 400 401 402 403 404 409 500 503 507")]
    [InlineData("post /api/keys", "201 400 401 403 409 413 415 500 503 507")]
    [InlineData("post /api/config/reload", "200 400 401 403 409 422 500 503 507")]
    [InlineData("post /api/kev/pause", "200 400 401 403 409 500 503 507")]
    [InlineData("post /api/products/{name}/start", "200 400 401 403 404 409 500 502 503 507")]
    [InlineData("get /api/grains", "200 401 403 500 503")]
    [InlineData("get /sign-in", "302 400 401 403 500 503")]
    [InlineData("post /sign-out", "204 400 401 403 409 500 503 507")]
    public async Task Operation_Responses_AreItsRealOnes(string operation, string statuses)
    {
        await using var host = await ApiHost.StartAsync();
        using var document = JsonDocument.Parse(await host.Http.GetStringAsync("openapi/v1.json"));
        var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);

        var responses = document.RootElement.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses");

        string.Join(' ', responses.EnumerateObject().Select(r => r.Name).Order(StringComparer.Ordinal)).ShouldBe(statuses);
    }

    [Fact]
    public async Task Operation_EachError_IsAProblemDocument()
    {
        await using var host = await ApiHost.StartAsync();
        using var document = JsonDocument.Parse(await host.Http.GetStringAsync("openapi/v1.json"));

        var operations = document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()).ToList();

        operations.Count.ShouldBeGreaterThan(45);
        foreach (var responses in operations.Select(o => o.Value.GetProperty("responses").EnumerateObject().ToList()))
        {
            responses.Count(r => r.Name[0] is '2' or '3').ShouldBe(1, "an operation succeeds in one way");
            responses.Where(r => r.Name[0] is '4' or '5')
                .Select(r => r.Value.GetProperty("content").GetProperty("application/problem+json").GetRawText())
                .ShouldAllBe(schema => schema.Contains("ApiProblem"));
        }
    }
}
