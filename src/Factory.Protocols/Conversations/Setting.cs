namespace Factory.Protocols.Conversations;

/// <summary>Settings that not every protocol can say, under the names that each client knows them by.</summary>
internal static class Setting
{
    public const string Stop = "stop sequences";
    public const string FrequencyPenalty = "frequency penalty";
    public const string PresencePenalty = "presence penalty";
    public const string Seed = "seed";
    public const string JsonWithoutSchema = "JSON without a schema";
    public const string ImageUrl = "image by address";

    private static readonly Dictionary<(Protocol, string), string> Names = new()
    {
        [(Protocol.OpenAIChat, Stop)] = "stop",
        [(Protocol.AnthropicMessages, Stop)] = "stop_sequences",
        [(Protocol.GeminiGenerate, Stop)] = "generationConfig.stopSequences",
        [(Protocol.OpenAIChat, FrequencyPenalty)] = "frequency_penalty",
        [(Protocol.GeminiGenerate, FrequencyPenalty)] = "generationConfig.frequencyPenalty",
        [(Protocol.OpenAIChat, PresencePenalty)] = "presence_penalty",
        [(Protocol.GeminiGenerate, PresencePenalty)] = "generationConfig.presencePenalty",
        [(Protocol.OpenAIChat, Seed)] = "seed",
        [(Protocol.GeminiGenerate, Seed)] = "generationConfig.seed",
        [(Protocol.OpenAIChat, JsonWithoutSchema)] = "response_format",
        [(Protocol.OpenAIResponses, JsonWithoutSchema)] = "text.format",
        [(Protocol.GeminiGenerate, JsonWithoutSchema)] = "generationConfig.responseMimeType",
        [(Protocol.OpenAIChat, ImageUrl)] = "image_url",
        [(Protocol.OpenAIResponses, ImageUrl)] = "image_url",
        [(Protocol.AnthropicMessages, ImageUrl)] = "source.url",
    };

    /// <value>Every name, for the reference page.</value>
    public static IEnumerable<string> AllNames => Names.Values;

    /// <exception cref="TranslationException">Always where the setting was used.</exception>
    public static void Refuse(ModelRequest conversation, string setting, bool used, string reason)
    {
        if (used)
        {
            throw new TranslationException(Names.GetValueOrDefault((conversation.Source, setting), setting), reason);
        }
    }

    /// <summary>The setting where it says something: penalties of zero and temperatures of one are every vendor's default.</summary>
    public static double? Unless(this double? value, double usual) => value == usual ? null : value;
}
