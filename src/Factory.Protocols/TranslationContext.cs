namespace Factory.Protocols;

/// <summary>What a translation needs beside the body.</summary>
/// <param name="ClientModel">The model that the client requested; replies name it.</param>
/// <param name="UpstreamModel">The provider's name of the model.</param>
/// <param name="Stream">Whether the client requested a stream; used for Gemini, where the address decides it. All other
/// APIs have a field for it.</param>
/// <param name="CallId">Unique for the call, of letters, digits, <c>-</c> and <c>_</c>; ids that the provider does not
/// give are made from it.</param>
/// <param name="CreatedUnixSeconds">Time of the reply, for APIs whose replies have one.</param>
public sealed record TranslationContext(string ClientModel, string UpstreamModel, bool Stream, string CallId, long CreatedUnixSeconds)
{
    /// <value>
    /// The output limit in tokens for Anthropic, which requires one, where the client sets none. Default 32,000.
    /// </value>
    public int DefaultMaxOutputTokens { get; init; } = 32_000;

    /// <value>Whether the model takes a reasoning effort or budget; if not, both are left out. Default true.</value>
    public bool SupportsReasoning { get; init; } = true;

    /// <value>
    /// Whether a chat server takes the output limit as <c>max_tokens</c> only. Default false:
    /// <c>max_completion_tokens</c>.
    /// </value>
    public bool UsesLegacyMaxTokens { get; init; }

    /// <value>
    /// The context size for Ollama, in tokens; null for the server's default. No other API has the setting.
    /// </value>
    public int? ContextTokens { get; init; }

    /// <value>
    /// The estimated input in tokens, which a client of Anthropic's API is sent at the start of a stream, where other
    /// APIs do not know it yet. Default 0.
    /// </value>
    public int InputTokensEstimate { get; init; }
}
