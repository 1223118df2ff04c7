namespace Factory.Agents.Loop;

/// <summary>The limits of one attempt, except for its wall clock, which is a <see cref="PausableTimeout"/>.</summary>
/// <param name="MaxTurns">The number of model calls.</param>
/// <param name="MaxTokens">The number of input and output tokens together.</param>
internal sealed record LoopLimits(int MaxTurns, long MaxTokens)
{
    /// <summary>The number of malformed results and messages without a tool call that fails the attempt.</summary>
    /// <value>3: the model is asked again twice.</value>
    public const int MaxInvalidOutputs = 3;

    /// <summary>
    /// The number of consecutive incomplete or unreadable responses that fails the attempt. Each one costs its
    /// reservation.
    /// </summary>
    /// <value>3: the model is asked again twice.</value>
    public const int MaxIncompleteResponses = 3;

    /// <summary>
    /// The number of identical tool calls with the same result, and no change in between, that fails the attempt.
    /// </summary>
    /// <value>8.</value>
    public const int MaxRepeats = 8;

    /// <summary>The number of identical tool calls after which the model is warned.</summary>
    /// <value>4.</value>
    public const int WarnAtRepeats = 4;
}
