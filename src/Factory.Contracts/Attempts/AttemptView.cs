namespace Factory.Contracts.Attempts;

/// <summary>An attempt as the API returns it.</summary>
/// <param name="Request">What it was started with.</param>
/// <param name="Status">Its status.</param>
/// <param name="Progress">Its totals so far.</param>
/// <param name="Result">Its result; null while it runs.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it ended; null while it runs.</param>
[GenerateSerializer, Immutable, Alias("AttemptView")]
public sealed record AttemptView(
    [property: Id(0)] AttemptRequest Request,
    [property: Id(1)] AttemptStatus Status,
    [property: Id(2)] AttemptProgress Progress,
    [property: Id(3)] AttemptResult? Result,
    [property: Id(4)] DateTimeOffset StartedAt,
    [property: Id(5)] DateTimeOffset? FinishedAt);
