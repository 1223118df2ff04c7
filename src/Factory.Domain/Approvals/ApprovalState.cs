using System.Text.Json;
using Factory.Contracts.Approvals;
using Factory.Contracts.Json;
using Factory.Domain.Indexing;
using Factory.Domain.States;

namespace Factory.Domain.Approvals;

/// <summary>An approval's state.</summary>
/// <param name="View">What users see is all there is.</param>
[Alias("ApprovalState")]
public sealed record ApprovalState(ApprovalView View) : IIndexed
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "approval";

    /// <inheritdoc/>
    public IndexRow ToIndexRow() => new(
        "approval",
        View.Id.Value,
        View.Request.Run?.Value,
        JsonNamingPolicy.CamelCase.ConvertName(View.Status.ToString()),
        View.RequestedAt,
        JsonSerializer.Serialize(View, FactoryJson.Options));
}
