namespace Factory.Agents.Loop;

/// <summary>What one attempt may use; the wall clock is a <see cref="PausableTimeout"/> of its own.</summary>
/// <param name="MaxTurns">Model calls.</param>
/// <param name="MaxTokens">Input and output together.</param>
internal sealed record LoopLimits(int MaxTurns, long MaxTokens)
{
    /// <value>Results that are malformed, and answers without any tool call, before the attempt fails: 3, so it is asked again twice.</value>
    public const int MaxInvalidOutputs = 3;

    /// <value>Answers in a row that break off or cannot be read, before the attempt fails: 3, so it is asked again twice. Each costs its reservation.</value>
    public const int MaxIncompleteResponses = 3;

    /// <value>The same call with the same outcome, nothing changed in between: 8, with a warning at 4.</value>
    public const int MaxRepeats = 8;

    /// <value>After so many repeats the model is told.</value>
    public const int WarnAtRepeats = 4;
}
