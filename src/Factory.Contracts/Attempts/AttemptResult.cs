using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;

namespace Factory.Contracts.Attempts;

/// <summary>Result of an attempt.</summary>
/// <param name="Status">Any but <see cref="AttemptStatus.Running"/>.</param>
/// <param name="Artifact">The validated artifact; null unless succeeded.</param>
/// <param name="Problem">Why it did not succeed; null when it did.</param>
/// <param name="Progress">The final totals.</param>
/// <param name="SalvagedCommit">Commit with the work of an attempt that did not succeed, so that it is not lost; null
/// when there was none.</param>
[GenerateSerializer, Immutable, Alias("AttemptResult")]
public sealed record AttemptResult(
    [property: Id(0)] AttemptStatus Status,
    [property: Id(1)] Artifact? Artifact,
    [property: Id(2)] Problem? Problem,
    [property: Id(3)] AttemptProgress Progress,
    [property: Id(4)] string? SalvagedCommit = null);
