namespace Factory.Contracts.Attempts;

/// <summary>An attempt as the API returns it.</summary>
[GenerateSerializer, Immutable, Alias("AttemptView")]
public sealed record AttemptView(
    [property: Id(0)] AttemptRequest Request,
    [property: Id(1)] AttemptStatus Status,
    [property: Id(2)] AttemptProgress Progress,
    [property: Id(3)] AttemptResult? Result,
    [property: Id(4)] DateTimeOffset StartedAt,
    [property: Id(5)] DateTimeOffset? FinishedAt);
