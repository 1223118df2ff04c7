using System.Text;

namespace Factory.Gateway.Inspection;

/// <summary>
/// The top-level properties that decide what a call may cost, by API. Everything else is forwarded without inspection.
/// </summary>
internal static class RequestProperties
{
    private static readonly (byte[] Name, RequestProperty Key)[] OpenAI = Table(
        ("model", RequestProperty.Model),
        ("stream", RequestProperty.Stream),
        ("tools", RequestProperty.Tools),
        ("service_tier", RequestProperty.ServiceTier),

        // OpenRouter's: other models, routes and plug-ins have other prices. OpenAI ignores or rejects them.
        ("models", RequestProperty.Unpriced),
        ("route", RequestProperty.Unpriced),
        ("plugins", RequestProperty.Unpriced),
        ("provider", RequestProperty.Unpriced),
        ("extra_body", RequestProperty.ExternalInput));

    private static readonly (byte[] Name, RequestProperty Key)[] Chat =
    [
        .. OpenAI,
        .. Table(
            ("stream_options", RequestProperty.StreamOptions),
            ("n", RequestProperty.Choices),
            ("max_completion_tokens", RequestProperty.MaxOutputTokens),
            ("max_tokens", RequestProperty.LegacyMaxTokens),
            ("messages", RequestProperty.Content),
            ("best_of", RequestProperty.Unpriced),
            ("prediction", RequestProperty.Unpriced),
            ("audio", RequestProperty.Unpriced),
            ("web_search_options", RequestProperty.Unpriced),
            ("modalities", RequestProperty.Modalities)),
    ];

    private static readonly (byte[] Name, RequestProperty Key)[] Responses =
    [
        .. OpenAI,
        .. Table(
            ("max_output_tokens", RequestProperty.MaxOutputTokens),
            ("input", RequestProperty.Content),
            ("instructions", RequestProperty.Content),
            ("previous_response_id", RequestProperty.ExternalInput),
            ("conversation", RequestProperty.ExternalInput),
            ("prompt", RequestProperty.ExternalInput),
            ("background", RequestProperty.Unpriced),
            ("modalities", RequestProperty.Modalities)),
    ];

    private static readonly (byte[] Name, RequestProperty Key)[] Messages = Table(
        ("model", RequestProperty.Model),
        ("stream", RequestProperty.Stream),
        ("max_tokens", RequestProperty.MaxOutputTokens),
        ("thinking", RequestProperty.Thinking),
        ("tools", RequestProperty.Tools),
        ("service_tier", RequestProperty.ServiceTier),
        ("messages", RequestProperty.Content),
        ("system", RequestProperty.Content),
        ("mcp_servers", RequestProperty.Unpriced),
        ("container", RequestProperty.Unpriced),
        ("speed", RequestProperty.ServiceTier),
        ("inference_geo", RequestProperty.ServiceTier), ("cache_control", RequestProperty.CacheControl));

    // Google accepts both spellings.
    private static readonly (byte[] Name, RequestProperty Key)[] Generate = Table(
        ("generationConfig", RequestProperty.GenerationConfig),
        ("generation_config", RequestProperty.GenerationConfig),
        ("tools", RequestProperty.Tools),
        ("contents", RequestProperty.Content),
        ("systemInstruction", RequestProperty.Content),
        ("system_instruction", RequestProperty.Content),
        ("cachedContent", RequestProperty.ExternalInput),
        ("cached_content", RequestProperty.ExternalInput),
        ("serviceTier", RequestProperty.ServiceTier), ("service_tier", RequestProperty.ServiceTier));

    private static readonly (byte[] Name, RequestProperty Key)[] Embeddings = Table(
        ("model", RequestProperty.Model),
        ("input", RequestProperty.Content),
        ("models", RequestProperty.Unpriced),
        ("provider", RequestProperty.Unpriced));

    /// <summary>The properties of an API.</summary>
    public static (byte[] Name, RequestProperty Key)[] ForApi(ModelApi api) => api switch
    {
        ModelApi.OpenAIChat => Chat,
        ModelApi.OpenAIResponses => Responses,
        ModelApi.AnthropicMessages => Messages,
        ModelApi.GeminiGenerateContent => Generate,
        _ => Embeddings,
    };

    /// <summary>The meaning of a property.</summary>
    /// <param name="table">The properties of the API.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="isExact">False when only the case differs. Some servers ignore case, so a name in another case
    /// cannot be forwarded without inspection.</param>
    public static RequestProperty Find((byte[] Name, RequestProperty Key)[] table, ReadOnlySpan<byte> name, out bool isExact)
    {
        foreach (var (known, property) in table)
        {
            if (known.Length == name.Length && Ascii.EqualsIgnoreCase(known, name))
            {
                isExact = name.SequenceEqual(known);
                return property;
            }
        }

        isExact = true;
        return RequestProperty.Other;
    }

    private static (byte[] Name, RequestProperty Key)[] Table(params (string Name, RequestProperty Key)[] rows) =>
        [.. rows.Select(r => (Encoding.ASCII.GetBytes(r.Name), r.Key))];
}
