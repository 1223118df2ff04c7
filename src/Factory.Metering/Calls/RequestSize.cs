namespace Factory.Metering.Calls;

/// <summary>
/// What bounds the cost of a request, as far as its content tells, whichever side measured it: the gateway on the bytes
/// of a body, the built-in loop on messages.
/// </summary>
/// <param name="InputBytes">Bytes of the request. No tokenizer makes more tokens than bytes.</param>
public readonly record struct RequestSize(long InputBytes)
{
    /// <summary>Whether the call generates output; false for embeddings. Default true.</summary>
    public bool HasOutput { get; init; } = true;

    /// <summary>Whether providers serve it without charge, such as counting tokens. Default false.</summary>
    public bool IsFree { get; init; }

    /// <summary>Whether it offers tools. Default false.</summary>
    public bool HasTools { get; init; }

    /// <summary>
    /// Whether it refers to input that is not in it (a file, a URL, an earlier response). Default false.
    /// </summary>
    public bool HasExternalInput { get; init; }

    /// <summary>Images in it. Default 0.</summary>
    public int Images { get; init; }

    /// <summary>The output cap that the caller requested, in tokens; null for none.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Output tokens that are set apart for reasoning. Default 0.</summary>
    public long ThinkingBudget { get; init; }

    /// <summary>Responses to the one request, each with its own output. Default 1.</summary>
    public int Choices { get; init; } = 1;

    /// <summary>
    /// How often the model reads the input and writes output: twice where the provider may first have the conversation
    /// summarized. Default 1.
    /// </summary>
    public int Samplings { get; init; } = 1;

    /// <summary>
    /// Whether some of the input is to be written to the provider's cache for an hour. Default false.
    /// </summary>
    public bool UsesOneHourCache { get; init; }
}
