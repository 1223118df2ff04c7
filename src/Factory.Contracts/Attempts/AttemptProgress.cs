using Factory.Contracts.Metering;

namespace Factory.Contracts.Attempts;

/// <summary>Totals of an attempt so far.</summary>
/// <param name="Turns">Model calls made.</param>
/// <param name="Usage">Tokens so far.</param>
/// <param name="Cost">Cost so far.</param>
/// <param name="LastAction">Its latest action, one line: <c>wrote src/Tip.cs</c>.</param>
/// <param name="Branch">Its branch; null while there is none.</param>
/// <param name="WorkingCopy">Full path of its working copy; null while there is none.</param>
[GenerateSerializer, Immutable, Alias("AttemptProgress")]
public sealed record AttemptProgress(
    [property: Id(0)] int Turns,
    [property: Id(1)] TokenUsage Usage,
    [property: Id(2)] Usd Cost,
    [property: Id(3)] string LastAction,
    [property: Id(4)] string? Branch = null,
    [property: Id(5)] string? WorkingCopy = null);
