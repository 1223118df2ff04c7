namespace Factory.Protocols.Canonical;

/// <summary>Settings that not every protocol can say, under the names that each client knows them by.</summary>
internal static class UnsupportedSetting
{
    public const string Stop = "stop sequences";
    public const string FrequencyPenalty = "frequency penalty";
    public const string PresencePenalty = "presence penalty";
    public const string Seed = "seed";
    public const string JsonWithoutSchema = "JSON without a schema";
    public const string ImageUrl = "image by address";

    private static readonly Dictionary<(ModelApi, string), string> Names = new()
    {
        [(ModelApi.OpenAIChat, Stop)] = "stop",
        [(ModelApi.AnthropicMessages, Stop)] = "stop_sequences",
        [(ModelApi.GeminiGenerateContent, Stop)] = "generationConfig.stopSequences",
        [(ModelApi.OpenAIChat, FrequencyPenalty)] = "frequency_penalty",
        [(ModelApi.GeminiGenerateContent, FrequencyPenalty)] = "generationConfig.frequencyPenalty",
        [(ModelApi.OpenAIChat, PresencePenalty)] = "presence_penalty",
        [(ModelApi.GeminiGenerateContent, PresencePenalty)] = "generationConfig.presencePenalty",
        [(ModelApi.OpenAIChat, Seed)] = "seed",
        [(ModelApi.GeminiGenerateContent, Seed)] = "generationConfig.seed",
        [(ModelApi.OpenAIChat, JsonWithoutSchema)] = "response_format",
        [(ModelApi.OpenAIResponses, JsonWithoutSchema)] = "text.format",
        [(ModelApi.GeminiGenerateContent, JsonWithoutSchema)] = "generationConfig.responseMimeType",
        [(ModelApi.OpenAIChat, ImageUrl)] = "image_url",
        [(ModelApi.OpenAIResponses, ImageUrl)] = "image_url",
        [(ModelApi.AnthropicMessages, ImageUrl)] = "source.url",
    };

    /// <value>Every name, for the reference page.</value>
    public static IEnumerable<string> AllNames => Names.Values;

    /// <exception cref="TranslationException">Always where the setting was used.</exception>
    public static void RejectIfUsed(ModelRequest request, string setting, bool used, string reason)
    {
        if (used)
        {
            throw new TranslationException(Names.GetValueOrDefault((request.SourceApi, setting), setting), reason);
        }
    }

    /// <summary>The setting where it says something: penalties of zero and temperatures of one are every vendor's default.</summary>
    public static double? NullIfDefault(this double? value, double usual) => value == usual ? null : value;
}
