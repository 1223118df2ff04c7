namespace Factory.Gateway.Inspection;

/// <summary>A stretch of the body.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes; 0 when there is none.</param>
internal readonly record struct ByteRange(int Start, int Length)
{
    /// <summary>True when it is there.</summary>
    public bool Exists => Length > 0;
}

/// <summary>What one pass over a request's body found: all that decides its upper bound, and where to change it.</summary>
internal sealed class RequestInspection
{
    /// <summary>The model that it names; null where the protocol puts it in the address.</summary>
    public string? Model { get; set; }

    /// <summary>The model's value.</summary>
    public ByteRange ModelRange { get; set; }

    /// <summary>Whether the answer is to stream.</summary>
    public bool Stream { get; set; }

    /// <summary>Whether the client itself asked for usage at a chat stream's end.</summary>
    public bool ClientWantsUsage { get; set; }

    /// <summary>The value of <c>stream_options</c>.</summary>
    public ByteRange StreamOptionsRange { get; set; }

    /// <summary>Whether <c>stream_options</c> has any property.</summary>
    public bool HasStreamOptions { get; set; }

    /// <summary>The value of <c>stream_options.include_usage</c>.</summary>
    public ByteRange IncludeUsageRange { get; set; }

    /// <summary>The longest answer that the client wants; null when it does not say.</summary>
    public long? MaxOutputTokens { get; set; }

    /// <summary>The cap's value.</summary>
    public ByteRange MaxOutputTokensRange { get; set; }

    /// <summary>The value of the cap under its old name.</summary>
    public ByteRange LegacyMaxTokensRange { get; set; }

    /// <summary>Gemini's configuration.</summary>
    public ByteRange GenerationConfigRange { get; set; }

    /// <summary>Whether Gemini's configuration has any property.</summary>
    public bool HasGenerationConfig { get; set; }

    /// <summary>Answers to the one question.</summary>
    public int Choices { get; set; } = 1;

    /// <summary>Tokens of thinking that the client wants, part of the answer.</summary>
    public long ThinkingBudget { get; set; }

    /// <summary>Pictures in the conversation: they cost more tokens than bytes.</summary>
    public int Images { get; set; }

    /// <summary>True when input lies where nobody here can count it.</summary>
    public bool HasExternalInput { get; set; }

    /// <summary>Whether some of it is to be written to Anthropic's cache for an hour, which costs more than for five minutes.</summary>
    public bool UsesOneHourCache { get; set; }

    /// <summary>Whether it brings tools.</summary>
    public bool HasTools { get; set; }

    /// <summary>The first byte after the opening brace.</summary>
    public int FirstPropertyOffset { get; set; }

    /// <summary>Whether there is any property.</summary>
    public bool HasProperties { get; set; }

    /// <summary>Bytes of the body.</summary>
    public int BodyLength { get; set; }
}
