namespace Factory.Protocols.Canonical;

/// <summary>
/// A request to a model, independent of the vendor. A null setting means that the client did not set it: the vendor's
/// default applies.
/// </summary>
internal sealed record ModelRequest
{
    /// <value>The API that the request was read from: errors name that API's fields.</value>
    public required ModelApi SourceApi { get; init; }

    /// <value>The conversation, in the order that <see cref="MessageNormalizer.Normalize"/> establishes. Instructions
    /// are messages of <see cref="Role.System"/>.</value>
    public IReadOnlyList<Message> Messages { get; init; } = [];

    /// <value>The tools that the model can call.</value>
    public IReadOnlyList<Tool> Tools { get; init; } = [];

    /// <value>Whether and which tool must be called; null for the vendor's default, which is
    /// <see cref="ToolChoiceMode.Auto"/> everywhere.</value>
    public ToolChoice? ToolChoice { get; init; }

    /// <value>Whether one reply can hold several tool calls.</value>
    public bool? ParallelToolCalls { get; init; }

    /// <value>The output limit in tokens, reasoning included.</value>
    public int? MaxOutputTokens { get; init; }

    /// <value>Sampling temperature; 1 is every vendor's default and read as null.</value>
    public double? Temperature { get; init; }

    /// <value>Nucleus sampling, 0 to 1; 1 is every vendor's default and read as null.</value>
    public double? TopP { get; init; }

    /// <value>Sampling from the K likeliest tokens.</value>
    public int? TopK { get; init; }

    /// <value>Penalty on frequent tokens; 0 is every vendor's default and read as null.</value>
    public double? FrequencyPenalty { get; init; }

    /// <value>Penalty on tokens that occurred; 0 is every vendor's default and read as null.</value>
    public double? PresencePenalty { get; init; }

    /// <value>Seed of the sampling.</value>
    public long? Seed { get; init; }

    /// <value>Texts that end the reply.</value>
    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <value>JSON output; null for text.</value>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <value>How much the model reasons before it answers.</value>
    public Reasoning? Reasoning { get; init; }

    /// <value>OpenAI's length hint (<c>low</c>, <c>medium</c>, <c>high</c>).</value>
    public string? Verbosity { get; init; }

    /// <value>Whether the reply is a stream.</value>
    public bool Stream { get; init; }

    /// <value>Whether a chat client requested the chunk with usage at the end of a stream.</value>
    public bool IncludeUsage { get; init; }
}
