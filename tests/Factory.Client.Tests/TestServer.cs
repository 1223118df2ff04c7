using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Factory.Client.Tests;

/// <summary>A request as the server received it.</summary>
/// <param name="Method">For example <c>GET</c>.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Body">As text; empty for none.</param>
/// <param name="Headers">Without regard to case.</param>
internal sealed record ReceivedRequest(string Method, string Target, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>A silo that answers what a test says, over real HTTP.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app) => _app = app;

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public ConcurrentQueue<ReceivedRequest> Requests { get; } = [];

    /// <summary>Answers a request; the number counts requests from 1.</summary>
    public Func<HttpContext, int, Task> OnRequest { get; set; } = (context, _) => WriteAsync(context, 200, "{}");

    public static async Task<TestServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new TestServer(app);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    public FactoryClient Client(string? token = "secret", TimeProvider? time = null) =>
        new(new HttpClient { BaseAddress = new Uri(Url + "/") }, token, time);

    /// <summary>Answers every request with this view.</summary>
    public void Respond(object view) =>
        OnRequest = (context, _) => WriteAsync(context, 200, JsonSerializer.Serialize(view, view.GetType(), FactoryJson.Options));

    /// <summary>Answers every request with this status and text.</summary>
    public void Respond(int status, string body, string contentType = "application/json") =>
        OnRequest = (context, _) => WriteAsync(context, status, body, contentType);

    public static Task WriteProblemAsync(HttpContext context, int status, string? code, string? hint = null, bool retryable = false) =>
        WriteAsync(
            context,
            status,
            JsonSerializer.Serialize(new ApiProblem("urn:x", "Title", status, "The detail.", code, hint, retryable), FactoryJson.Options),
            "application/problem+json");

    public static async Task WriteAsync(HttpContext context, int status, string body, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(body);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Requests.Enqueue(new ReceivedRequest(
            context.Request.Method,
            $"{context.Request.Path}{context.Request.QueryString}",
            body,
            headers));
        await OnRequest(context, Requests.Count);
    }
}
