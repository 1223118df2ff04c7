using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;

namespace Factory.Contracts.Attempts;

/// <summary>How an attempt ended.</summary>
/// <param name="Status">Any but running.</param>
/// <param name="Artifact">The validated artifact; null unless succeeded.</param>
/// <param name="Problem">Why not; null when succeeded.</param>
/// <param name="Progress">The final totals.</param>
/// <param name="SalvagedCommit">Work taken from an attempt that did not succeed, so that nothing is lost; null when there was none.</param>
[GenerateSerializer, Immutable, Alias("AttemptResult")]
public sealed record AttemptResult(
    [property: Id(0)] AttemptStatus Status,
    [property: Id(1)] Artifact? Artifact,
    [property: Id(2)] Problem? Problem,
    [property: Id(3)] AttemptProgress Progress,
    [property: Id(4)] string? SalvagedCommit = null);
