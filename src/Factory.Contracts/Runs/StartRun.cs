using Factory.Contracts.Metering;

namespace Factory.Contracts.Runs;

/// <summary>Request to start a run.</summary>
/// <param name="Idea">The idea in the operator's own words: 1 to <see cref="MaxIdeaLength"/> characters that are not
/// all white space.</param>
/// <param name="Pipeline">A pipeline's name; default <c>product</c>.</param>
/// <param name="Repository">Full path of an existing git repository to work on; null for a new one.</param>
/// <param name="Budget">The run's hard cap; null for the policy's default.</param>
/// <param name="AllowSameReviewer">True to allow the builder's own model to review when there is no other. The
/// permission is recorded.</param>
[GenerateSerializer, Immutable, Alias("StartRun")]
public sealed record StartRun(
    [property: Id(0)] string Idea,
    [property: Id(1)] string? Pipeline = null,
    [property: Id(2)] string? Repository = null,
    [property: Id(3)] Usd? Budget = null,
    [property: Id(4)] bool AllowSameReviewer = false)
{
    /// <summary>Maximum length of an idea in characters: 131,072, about 20,000 words.</summary>
    public const int MaxIdeaLength = 128 * 1024;
}
