using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Factory.Clients.Tests.Upstream;

/// <summary>A call as the upstream saw it.</summary>
/// <param name="Path">Without the query.</param>
/// <param name="Model">The model that it was asked for.</param>
/// <param name="Keys">Everything that may carry a key.</param>
internal sealed record UpstreamCall(string Path, string Model, string Keys);

/// <summary>
/// All providers in one: a server on loopback that speaks the four API formats, asks each agent to write a file, and
/// then says that it is done.
/// </summary>
internal sealed class CodingUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private volatile Stalled? _stall;

    private CodingUpstream(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public ConcurrentQueue<UpstreamCall> Calls { get; } = new();

    public static async Task<CodingUpstream> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var upstream = new CodingUpstream(app);
        app.MapPost("/v1/chat/completions", context => upstream.AnswerAsync(context, new ChatSpeech()));
        app.MapPost("/v1/responses", context => upstream.AnswerAsync(context, new ResponsesSpeech()));
        app.MapPost("/v1/messages", context => upstream.AnswerAsync(context, new MessagesSpeech()));
        app.MapPost("/v1beta/models/{call}", context => upstream.AnswerAsync(context, new GenerateSpeech()));
        await app.StartAsync();
        return upstream;
    }

    /// <summary>Lets every call wait until the result is disposed.</summary>
    /// <param name="afterCalls">How many calls are answered before.</param>
    public Stalled Stall(int afterCalls = 0) => _stall = new Stalled(afterCalls);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, Speech speech)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var named = (context.Request.RouteValues["call"] as string)?.Split(':');
        var model = named?[0] ?? body.RootElement.GetProperty("model").GetString()!;
        var streams = named is null
            ? body.RootElement.TryGetProperty("stream", out var stream) && stream.GetBoolean()
            : named[1] == "streamGenerateContent";
        Calls.Enqueue(new UpstreamCall(
            context.Request.Path,
            model,
            $"{context.Request.Headers.Authorization} {context.Request.Headers["x-api-key"]} " +
            $"{context.Request.Headers["x-goog-api-key"]} {context.Request.QueryString}"));
        if (_stall is { } stall)
        {
            await stall.WaitAsync(context.RequestAborted);
        }

        await speech.AnswerAsync(context, body.RootElement, model, streams);
    }

    /// <summary>A provider that takes calls and does not answer.</summary>
    public sealed class Stalled(int calls) : IDisposable
    {
        private int _answered;

        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes with the first call.</summary>
        public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromMinutes(1));

        public Task WaitAsync(CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _answered) <= calls)
            {
                return Task.CompletedTask;
            }

            _reached.TrySetResult();
            return _released.Task.WaitAsync(cancellationToken);
        }

        public void Dispose() => _released.TrySetResult();
    }
}
