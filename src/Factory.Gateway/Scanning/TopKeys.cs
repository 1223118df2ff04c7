using System.Text;

namespace Factory.Gateway.Scanning;

/// <summary>The top-level properties that decide what a call may cost, by protocol. Everything else passes unseen.</summary>
internal static class TopKeys
{
    private static readonly (byte[] Name, TopKey Key)[] OpenAI = Table(
        ("model", TopKey.Model), ("stream", TopKey.Stream), ("tools", TopKey.Tools), ("service_tier", TopKey.ServiceTier),

        // OpenRouter's: other models, routes and plug-ins have other prices.
        ("models", TopKey.Unpriced), ("route", TopKey.Unpriced), ("plugins", TopKey.Unpriced), ("provider", TopKey.Unpriced), ("extra_body", TopKey.Elsewhere));

    private static readonly (byte[] Name, TopKey Key)[] Chat =
    [
        .. OpenAI,
        .. Table(
            ("stream_options", TopKey.StreamOptions), ("n", TopKey.Choices), ("max_completion_tokens", TopKey.Cap), ("max_tokens", TopKey.OldCap), ("messages", TopKey.Content),
            ("best_of", TopKey.Unpriced), ("prediction", TopKey.Unpriced), ("audio", TopKey.Unpriced), ("web_search_options", TopKey.Unpriced), ("modalities", TopKey.Modalities)),
    ];

    private static readonly (byte[] Name, TopKey Key)[] Responses =
    [
        .. OpenAI,
        .. Table(
            ("max_output_tokens", TopKey.Cap), ("input", TopKey.Content), ("instructions", TopKey.Content), ("previous_response_id", TopKey.Elsewhere), ("conversation", TopKey.Elsewhere),
            ("prompt", TopKey.Elsewhere), ("background", TopKey.Unpriced), ("modalities", TopKey.Modalities)),
    ];

    private static readonly (byte[] Name, TopKey Key)[] Messages = Table(
        ("model", TopKey.Model), ("stream", TopKey.Stream), ("max_tokens", TopKey.Cap), ("thinking", TopKey.Thinking), ("tools", TopKey.Tools), ("service_tier", TopKey.ServiceTier),
        ("messages", TopKey.Content), ("system", TopKey.Content), ("mcp_servers", TopKey.Unpriced), ("container", TopKey.Unpriced), ("speed", TopKey.ServiceTier),
        ("inference_geo", TopKey.ServiceTier), ("cache_control", TopKey.CacheControl));

    // Google reads both spellings.
    private static readonly (byte[] Name, TopKey Key)[] Generate = Table(
        ("generationConfig", TopKey.GenerationConfig), ("generation_config", TopKey.GenerationConfig), ("tools", TopKey.Tools), ("contents", TopKey.Content),
        ("systemInstruction", TopKey.Content), ("system_instruction", TopKey.Content), ("cachedContent", TopKey.Elsewhere), ("cached_content", TopKey.Elsewhere),
        ("serviceTier", TopKey.ServiceTier), ("service_tier", TopKey.ServiceTier));

    private static readonly (byte[] Name, TopKey Key)[] Embeddings = Table(("model", TopKey.Model), ("input", TopKey.Content), ("models", TopKey.Unpriced), ("provider", TopKey.Unpriced));

    /// <summary>The keys of a protocol.</summary>
    public static (byte[] Name, TopKey Key)[] Of(string protocol) => protocol switch
    {
        ProtocolNames.Chat => Chat,
        ProtocolNames.Responses => Responses,
        ProtocolNames.Messages => Messages,
        ProtocolNames.Generate => Generate,
        _ => Embeddings,
    };

    /// <summary>What a name means.</summary>
    /// <param name="isExact">False when only the case of its letters differs: some servers take it all the same, so the meter must not look away.</param>
    public static TopKey Find((byte[] Name, TopKey Key)[] table, ReadOnlySpan<byte> name, out bool isExact)
    {
        foreach (var (known, key) in table)
        {
            if (known.Length == name.Length && Ascii.EqualsIgnoreCase(known, name))
            {
                isExact = name.SequenceEqual(known);
                return key;
            }
        }

        isExact = true;
        return TopKey.Other;
    }

    private static (byte[] Name, TopKey Key)[] Table(params (string Name, TopKey Key)[] rows) => [.. rows.Select(r => (Encoding.ASCII.GetBytes(r.Name), r.Key))];
}
