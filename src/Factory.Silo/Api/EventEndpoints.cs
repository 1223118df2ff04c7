using System.Globalization;
using Factory.Contracts.Api;
using Factory.Domain.Events;
using Factory.Silo.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Factory.Silo.Api;

internal static class EventEndpoints
{
    private const int MaxLimit = 1000;
    private const int DefaultLimit = 200;

    public static void MapEvents(this IEndpointRouteBuilder api) =>
        api.MapGet("events", GetAsync)
            .WithTags("Events")
            .WithName("GetEvents")
            .WithSummary("Events: a stream of server-sent events, or one page when the client accepts application/json.")
            .Produces<EventPage>(StatusCodes.Status200OK, "application/json", "text/event-stream");

    private static async Task<IResult> GetAsync(
        HttpContext context,
        IEventLog log,
        EventStream stream,
        long? after,
        string? run,
        int? limit,
        [FromHeader(Name = ApiHeaders.LastEventId)] string? lastEventId)
    {
        var from = ParsePosition(lastEventId, after);
        await EnsureReachedAsync(from, log, context.RequestAborted);
        RunId? only = string.IsNullOrEmpty(run) ? null : RequestValidation.ParseId<RunId>(run);
        return WantsPage(context.Request.Headers.Accept)
            ? ApiResult<EventPage>.Ok(await ReadPageAsync(
                log,
                from,
                only,
                RequestValidation.ParseLimit(limit, MaxLimit, DefaultLimit),
                context.RequestAborted))
            : stream.StreamFrom(from, only);
    }

    private static async Task<EventPage> ReadPageAsync(
        IEventLog log,
        long after,
        RunId? run,
        int limit,
        CancellationToken cancellationToken)
    {
        var last = await log.GetLastSeqAsync(cancellationToken);
        var events = await log.ReadAsync(after, limit, run, cancellationToken);
        return new EventPage(
            events,
            events.Count > 0 ? events[^1].Seq : Math.Max(after, last),
            Math.Max(last, events.Count > 0 ? events[^1].Seq : 0));
    }

    // A browser that reconnects repeats its first address and adds the header, so the header is the newer one.
    private static long ParsePosition(string? lastEventId, long? after)
    {
        if (!string.IsNullOrEmpty(lastEventId))
        {
            return long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id
                : throw RequestValidation.InvalidRequest(
                    $"{ApiHeaders.LastEventId} is '{RequestValidation.Shorten(lastEventId)}'; it must be the id of an event.",
                    "Leave it out to start at the beginning.");
        }

        return after is null or >= 0
            ? after ?? 0
            : throw RequestValidation.InvalidRequest(
                $"after is {after}; it must not be negative.",
                "Leave it out to start at the beginning.");
    }

    // The client has the position of another log: the folder was restored from a backup, or is a new one. It would wait
    // in silence until as many events have happened again, and miss them all.
    private static async Task EnsureReachedAsync(long after, IEventLog log, CancellationToken cancellationToken)
    {
        if (after > 0 && await log.GetLastSeqAsync(cancellationToken) is var last && after > last)
        {
            throw RequestValidation.InvalidRequest(
                $"Position {after} is beyond the last event, {last}: it is not a position of this data folder.",
                $"Start at the beginning with after=0 and without {ApiHeaders.LastEventId}, or at the end with after={last}.");
        }
    }

    private static bool WantsPage(StringValues accept) =>
        accept.ToString() is { } text
        && text.Contains("application/json", StringComparison.OrdinalIgnoreCase)
        && !text.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);
}
