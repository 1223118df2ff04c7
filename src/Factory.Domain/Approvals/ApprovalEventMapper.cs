using System.Text.Json;
using Factory.Contracts.Approvals;
using Factory.Contracts.Events;
using Factory.Domain.Events;
using Factory.Domain.Outbox;

namespace Factory.Domain.Approvals;

/// <summary>Maps events of an approval to log entries and outbox messages.</summary>
public static class ApprovalEventMapper
{
    /// <summary>The log entry of an approval that was just requested.</summary>
    public static FactoryEvent Requested(ApprovalState approval, DateTimeOffset now) => Event(
        approval,
        now,
        EventTypes.ApprovalRequested,
        $"{approval.View.Request.Summary}? factory approve {approval.View.Id}");

    /// <summary>The log entry of an event.</summary>
    /// <param name="approval">The approval after the event.</param>
    /// <param name="event">The event.</param>
    /// <param name="now">When it happened.</param>
    public static FactoryEvent Map(ApprovalState approval, ApprovalEvent @event, DateTimeOffset now)
    {
        var outcome = @event switch
        {
            ApprovalDecided { Status: ApprovalStatus.ChangesRequested } e => $"changes requested by {e.By}: {e.Comment}",
            ApprovalDecided e => $"{e.Status.ToString().ToLowerInvariant()} by {e.By}",
            ApprovalExpired => "it was not decided in time",
            _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "An event without a log entry."),
        };
        return Event(approval, now, EventTypes.ApprovalDecided, $"{approval.View.Request.Summary}: {outcome}");
    }

    /// <summary>The grain that must reconcile after a decision: the task that waits for it.</summary>
    public static OutboxMessage OutboxMessage(ApprovalState approval) =>
        new(OutboxStreams.Task, approval.View.Request.Task.Value, approval.View.Id.Value);

    private static FactoryEvent Event(ApprovalState approval, DateTimeOffset now, string type, string message)
    {
        var request = approval.View.Request;
        var data = EventData.Of(
            ("approval", approval.View.Id.Value),
            ("actionClass", request.ActionClass),
            ("tier", CamelCase(request.Tier)),
            ("summary", request.Summary),
            ("status", CamelCase(approval.View.Status)),
            ("by", approval.View.DecidedBy),
            ("comment", approval.View.Comment));
        return new FactoryEvent(0, now, type, approval.View.Id.Value, request.Run, request.Task, message, data);
    }

    private static string CamelCase<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
