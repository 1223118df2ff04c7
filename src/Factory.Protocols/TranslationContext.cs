namespace Factory.Protocols;

/// <summary>What a translation needs beside the bytes.</summary>
/// <param name="ClientModel">The name that the client asked for; replies carry it.</param>
/// <param name="UpstreamModel">The name that the provider knows.</param>
/// <param name="Stream">Whether the client wants a stream. Only Gemini's body does not say so itself.</param>
/// <param name="CallId">Unique for the call and made of letters, digits, <c>-</c> and <c>_</c>; ids that the other protocol lacks are made from it.</param>
/// <param name="CreatedUnixSeconds">When the reply was made, for protocols that say so.</param>
public sealed record TranslationContext(string ClientModel, string UpstreamModel, bool Stream, string CallId, long CreatedUnixSeconds)
{
    /// <value>Output tokens where the client names no limit and Anthropic demands one. Default 32,000.</value>
    public int DefaultMaxOutputTokens { get; init; } = 32_000;

    /// <value>Whether the provider's model takes an effort or a budget of thinking; if not it is left out. Default true.</value>
    public bool SupportsReasoning { get; init; } = true;

    /// <value>Whether a chat server knows only the old name <c>max_tokens</c>. Default false: <c>max_completion_tokens</c>.</value>
    public bool UsesLegacyMaxTokens { get; init; }

    /// <value>The context that Ollama is to set memory aside for, in tokens; null for its own default. Others have no such setting.</value>
    public int? ContextTokens { get; init; }
}
