namespace Factory.Contracts.Errors;

/// <summary>Why something did not happen, for users.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Message">What failed and the rule.</param>
/// <param name="Hint">The fix, where possible as a command; null when there is none.</param>
[GenerateSerializer, Immutable, Alias("Problem")]
public sealed record Problem(
    [property: Id(0)] string Code,
    [property: Id(1)] string Message,
    [property: Id(2)] string? Hint = null)
{
    /// <inheritdoc/>
    public override string ToString() => Hint is null ? $"{Message} ({Code})" : $"{Message} {Hint} ({Code})";
}
