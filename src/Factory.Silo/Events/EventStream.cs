using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Factory.Contracts.Events;
using Factory.Contracts.Json;
using Factory.Domain.Events;
using Factory.Silo.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Factory.Silo.Events;

/// <summary>
/// Server-sent events from the event log. It reads and waits on the log itself, so a client that reconnects with the id
/// of the last event that it received gets every later event, once and in order.
/// </summary>
public sealed class EventStream(IEventLog log, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <value>15 seconds: proxies and browsers close a silent connection after 30 to 60 seconds.</value>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    private const int BatchSize = 500;
    private static readonly byte[] HeartbeatFrame = ":\n\n"u8.ToArray();

    // "retry" sets the delay before a browser reconnects; its own default is several seconds. The comment line makes
    // proxies pass the headers on at once, although there may be no event for a while.
    private static readonly byte[] InitialFrame = "retry: 1000\n:\n\n"u8.ToArray();

    /// <summary>
    /// A response that streams events after a position until the client disconnects or the silo stops.
    /// </summary>
    /// <param name="after">Position of the last event that the client has; 0 for all.</param>
    /// <param name="run">Only events of this run; null for all.</param>
    public IResult StreamFrom(long after, RunId? run) => new Result(this, after, run);

    private async Task WriteAsync(HttpContext context, long after, RunId? run)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache, no-store";

        // nginx collects a response unless this header tells it not to.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping, context.Features.Get<AccessSession>()?.Revoked ?? CancellationToken.None);
        try
        {
            await response.BodyWriter.WriteAsync(InitialFrame, end.Token);
            await CopyAsync(response.BodyWriter, after, run, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client disconnected, its token was replaced, its sign-in ended, or the silo stops: the stream ends,
            // and the client can continue after its last event.
        }
    }

    private async Task CopyAsync(PipeWriter body, long after, RunId? run, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The last position is read before the events: an empty page then proves that no event up to that position
            // belongs to the run.
            var last = run is null ? after : await log.GetLastSeqAsync(cancellationToken);
            var events = await log.ReadAsync(after, BatchSize, run, cancellationToken);
            foreach (var @event in events)
            {
                Write(body, @event);
                after = @event.Seq;
            }

            if (events.Count > 0)
            {
                await body.FlushAsync(cancellationToken);
                continue;
            }

            after = Math.Max(after, last);
            await WaitAsync(body, after, cancellationToken);
        }
    }

    private async Task WaitAsync(PipeWriter body, long after, CancellationToken cancellationToken)
    {
        // One wait for all heartbeats. Repeating it after each timeout would leave a waiter in the log every 15
        // seconds.
        var news = log.WaitAsync(after, cancellationToken);
        while (true)
        {
            try
            {
                await news.WaitAsync(HeartbeatInterval, time, cancellationToken);
                return;
            }
            catch (TimeoutException) when (!news.IsCompleted)
            {
                // A timeout of the log itself also ends the wait with this exception. Taken for a heartbeat, it would
                // repeat without a pause, because a completed task throws at once.
                await body.WriteAsync(HeartbeatFrame, cancellationToken);
            }
        }
    }

    private static void Write(PipeWriter body, FactoryEvent @event)
    {
        body.Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"id: {@event.Seq}\nevent: {OneLine(@event.Type)}\ndata: ")));
        body.Write(JsonSerializer.SerializeToUtf8Bytes(@event, FactoryJson.Options));
        body.Write("\n\n"u8);
    }

    // A line break in the type would end the field, and the rest would be read as fields of the event.
    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private sealed class Result(EventStream stream, long after, RunId? run) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => stream.WriteAsync(httpContext, after, run);
    }
}
