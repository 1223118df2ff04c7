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
                "/api/health", "/api/discovery", "/api/runs", "/api/runs/{id}", "/api/runs/{id}/cancel", "/api/runs/{id}/retry",
                "/api/tasks", "/api/tasks/{id}", "/api/tasks/{id}/promote", "/api/tasks/{id}/cancel", "/api/tasks/{id}/retry", "/api/tasks/{id}/answer",
                "/api/attempts/{id}", "/api/attempts/{id}/transcript", "/api/agents", "/api/agents/{id}", "/api/providers",
                "/api/approvals", "/api/approvals/{id}", "/api/approvals/{id}/approve", "/api/approvals/{id}/reject",
                "/api/approvals/{id}/request-changes",
                "/api/kev", "/api/kev/pause", "/api/kev/resume", "/api/kev/stop-all", "/api/routing/explain", "/api/grains", "/api/spend", "/api/budgets", "/api/budgets/{name}", "/api/keys", "/api/keys/{name}", "/api/keys/{name}/revoke", "/api/models", "/api/models/check", "/api/events", "/api/config", "/api/config/reload", "/api/token/rotate", "/api/clean",
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
}
