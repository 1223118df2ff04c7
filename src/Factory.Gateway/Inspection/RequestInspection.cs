namespace Factory.Gateway.Inspection;

/// <summary>
/// What one pass over a request's body found: everything that decides its maximum cost, and where to patch it.
/// </summary>
internal sealed class RequestInspection
{
    /// <summary>The model's name; null for Gemini, whose URL names the model.</summary>
    public string? Model { get; set; }

    /// <summary>Where the model's value is.</summary>
    public ByteRange ModelRange { get; set; }

    /// <summary>Whether the response is to stream.</summary>
    public bool Stream { get; set; }

    /// <summary>Whether the client itself requested usage at the end of a chat stream.</summary>
    public bool ClientWantsUsage { get; set; }

    /// <summary>Where the value of <c>stream_options</c> is.</summary>
    public ByteRange StreamOptionsRange { get; set; }

    /// <summary>Whether <c>stream_options</c> has any property.</summary>
    public bool HasStreamOptions { get; set; }

    /// <summary>Where the value of <c>stream_options.include_usage</c> is.</summary>
    public ByteRange IncludeUsageRange { get; set; }

    /// <summary>The client's output limit in tokens; null when it sets none.</summary>
    public long? MaxOutputTokens { get; set; }

    /// <summary>Where the value of the output limit is.</summary>
    public ByteRange MaxOutputTokensRange { get; set; }

    /// <summary>Where the value of the output limit is under its old name.</summary>
    public ByteRange LegacyMaxTokensRange { get; set; }

    /// <summary>Where the value of <c>generationConfig</c> is.</summary>
    public ByteRange GenerationConfigRange { get; set; }

    /// <summary>Whether <c>generationConfig</c> has any property.</summary>
    public bool HasGenerationConfig { get; set; }

    /// <summary>How many answers are requested, each with its own output. Default 1.</summary>
    public int Choices { get; set; } = 1;

    /// <summary>The client's budget for reasoning in tokens, which is part of the output.</summary>
    public long ThinkingBudget { get; set; }

    /// <summary>Images in the messages. They make more tokens than they have bytes.</summary>
    public int Images { get; set; }

    /// <summary>Whether some of the input is not in the body, so that its size is unknown.</summary>
    public bool HasExternalInput { get; set; }

    /// <summary>
    /// Whether the request refers to something that one provider keeps (a thread, a response, a file), so that no other
    /// provider can serve it.
    /// </summary>
    public bool HasProviderState { get; set; }

    /// <summary>
    /// Whether the provider is to fetch an address, or gets fields that are not inspected and may name one.
    /// </summary>
    public bool HasRemoteAddress { get; set; }

    /// <summary>
    /// How often the model reads the whole input: twice where the provider may summarize it first. Default 1.
    /// </summary>
    public int Samplings { get; set; } = 1;

    /// <summary>
    /// Whether Anthropic's cache is to keep some of the input for an hour, which costs more than five minutes.
    /// </summary>
    public bool UsesOneHourCache { get; set; }

    /// <summary>Whether the request has tools.</summary>
    public bool HasTools { get; set; }

    /// <summary>The position after the body's opening brace.</summary>
    public int FirstPropertyOffset { get; set; }

    /// <summary>Whether the body has any property.</summary>
    public bool HasProperties { get; set; }

    /// <summary>The length of the body in bytes.</summary>
    public int BodyLength { get; set; }
}
