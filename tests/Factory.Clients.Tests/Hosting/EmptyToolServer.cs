using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

namespace Factory.Clients.Tests.Hosting;

/// <summary>Stands in for the tools of an attempt, which only attempts have: an MCP server and a list, both empty.</summary>
internal sealed class EmptyToolServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EmptyToolServer(WebApplication app) => _app = app;

    public string Mcp => _app.Urls.Single() + "/mcp";

    public string Tools => _app.Urls.Single() + "/tools";

    public static async Task<EmptyToolServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMcpServer()
            .WithHttpTransport(http => http.Stateless = true)
            .WithListToolsHandler((_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [] }));
        var app = builder.Build();
        app.MapMcp("/mcp");
        app.MapGet("/tools", () => Array.Empty<string>());
        await app.StartAsync();
        return new EmptyToolServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
