using System.Text.Json;
using Factory.Contracts.Approvals;
using Factory.Contracts.Json;
using Factory.Domain.Indexing;
using Factory.Domain.States;

namespace Factory.Domain.Approvals;

/// <summary>An approval's state. Immutable: <see cref="Apply"/> makes the next one.</summary>
/// <param name="View">The approval as the API returns it, which is all there is.</param>
[Alias("ApprovalState")]
public sealed record ApprovalState(ApprovalView View) : IIndexed
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "approval";

    /// <summary>An approval that was just requested.</summary>
    public static ApprovalState Request(ApprovalId id, ApprovalRequest request, DateTimeOffset now) =>
        new(new ApprovalView(id, request, ApprovalStatus.Pending, now, now + request.Lifetime, null, null, null));

    /// <summary>The state after an event. Never fails.</summary>
    public ApprovalState Apply(ApprovalEvent @event, DateTimeOffset now) => @event switch
    {
        ApprovalDecided e => new(View with { Status = e.Status, DecidedAt = now, DecidedBy = e.By, Comment = e.Comment }),
        ApprovalExpired => new(View with { Status = ApprovalStatus.Expired, DecidedAt = now }),
        _ => this,
    };

    /// <inheritdoc/>
    public IndexRow ToIndexRow() => new(
        "approval",
        View.Id.Value,
        View.Request.Run?.Value,
        JsonNamingPolicy.CamelCase.ConvertName(View.Status.ToString()),
        View.RequestedAt,
        JsonSerializer.Serialize(View, FactoryJson.Options));
}
