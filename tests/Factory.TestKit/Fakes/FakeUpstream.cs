using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Factory.TestKit.Fakes;

/// <summary>
/// A provider on loopback that keeps every request and answers by a script; <see cref="ProviderResponses"/> has what
/// the real ones say, in all protocols.
/// </summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeUpstream(WebApplication app, Func<UpstreamRequest, Task> script) => (_app, Script) = (app, script);

    /// <summary>What it does with a call.</summary>
    public Func<UpstreamRequest, Task> Script { get; set; }

    /// <summary>Where it is, without a slash at the end.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Every call, in the order it came.</summary>
    public ConcurrentQueue<UpstreamRequest> Calls { get; } = new();

    /// <summary>Starts it.</summary>
    public static async Task<FakeUpstream> StartAsync(Func<UpstreamRequest, Task> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        var upstream = new FakeUpstream(app, script);
        app.Run(upstream.AnswerAsync);
        await app.StartAsync();
        return upstream;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var call = new UpstreamRequest(context, body.ToArray());
        Calls.Enqueue(call);
        await Script(call);
    }
}

/// <summary>One call at the fake provider.</summary>
public sealed class UpstreamRequest(HttpContext context, byte[] body)
{
    private readonly Dictionary<string, string> _headers = context.Request.Headers.ToDictionary(
        h => h.Key,
        h => h.Value.ToString(),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Path and query.</summary>
    public string Target { get; } = context.Request.Path + context.Request.QueryString.Value;

    /// <summary>The body as it came.</summary>
    public byte[] Body => body;

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(body);

    /// <summary>Cancelled when the caller disconnects.</summary>
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>The connection to the caller.</summary>
    public HttpContext Context => context;

    /// <summary>A header; null when it did not come.</summary>
    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>The body as JSON.</summary>
    public JsonElement Json() => JsonDocument.Parse(body).RootElement;

    /// <summary>Answers with JSON.</summary>
    public Task JsonAsync(string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    /// <summary>Begins a stream.</summary>
    public void Stream() => context.Response.ContentType = "text/event-stream; charset=utf-8";

    /// <summary>Sends a piece of a stream at once.</summary>
    public Task SendAsync(string piece) => SendAsync(Encoding.UTF8.GetBytes(piece));

    /// <summary>Sends a piece of a stream at once.</summary>
    public async Task SendAsync(byte[] piece)
    {
        await context.Response.Body.WriteAsync(piece);
        await context.Response.Body.FlushAsync();
    }

    /// <summary>Sends a whole stream.</summary>
    public async Task StreamAsync(params string[] pieces)
    {
        if (!context.Response.HasStarted)
        {
            Stream();
        }

        foreach (var piece in pieces)
        {
            await SendAsync(piece);
        }
    }

    /// <summary>Sends nothing more until the caller disconnects.</summary>
    public async Task HangAsync()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (context.RequestAborted.Register(gone.SetResult))
        {
            await gone.Task;
        }
    }
}
