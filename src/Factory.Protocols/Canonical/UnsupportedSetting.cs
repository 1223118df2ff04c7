namespace Factory.Protocols.Canonical;

/// <summary>Settings that not every API has, with the field that each client sends them in.</summary>
internal static class UnsupportedSetting
{
    /// <value>Texts that end the reply.</value>
    public const string Stop = "stop sequences";

    /// <value>The penalty on frequent tokens.</value>
    public const string FrequencyPenalty = "frequency penalty";

    /// <value>The penalty on tokens that occurred.</value>
    public const string PresencePenalty = "presence penalty";

    /// <value>The seed of the sampling.</value>
    public const string Seed = "seed";

    /// <value>JSON output without a schema.</value>
    public const string JsonWithoutSchema = "JSON without a schema";

    /// <value>An image at an address.</value>
    public const string ImageUrl = "image by address";

    /// <value>The media type of an inline image.</value>
    public const string ImageType = "image type";

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
        [(ModelApi.OpenAIChat, ImageType)] = "image_url",
        [(ModelApi.OpenAIResponses, ImageType)] = "image_url",
        [(ModelApi.AnthropicMessages, ImageType)] = "source.media_type",
        [(ModelApi.GeminiGenerateContent, ImageType)] = "inlineData.mimeType",
    };

    /// <value>Every field, for the reference page.</value>
    public static IEnumerable<string> AllNames => Names.Values;

    /// <summary>Rejects a request that uses a setting which the provider's API does not have.</summary>
    /// <param name="request">The request; its source decides the field's name.</param>
    /// <param name="setting">One of the constants.</param>
    /// <param name="used">Whether the request uses it.</param>
    /// <param name="reason">The rule and the fix.</param>
    /// <exception cref="TranslationException"><paramref name="used"/> is true.</exception>
    public static void RejectIfUsed(ModelRequest request, string setting, bool used, string reason)
    {
        if (used)
        {
            throw new TranslationException(Names.GetValueOrDefault((request.SourceApi, setting), setting), reason);
        }
    }

    /// <summary>Rejects images at addresses, for providers that take inline images only.</summary>
    /// <param name="request">The request; its source decides the field's name.</param>
    /// <param name="messages">The messages that will be sent.</param>
    /// <param name="provider">The provider, for the error.</param>
    /// <exception cref="TranslationException">A message or the result of a tool holds one.</exception>
    public static void RejectImageUrls(ModelRequest request, IEnumerable<Message> messages, string provider)
    {
        // Fetching it here would let a client make the gateway call any address that the silo's machine can reach.
        RejectIfUsed(
            request,
            ImageUrl,
            Images(messages).Any(image => image.Url is not null),
            $"{provider} does not fetch images from other addresses; send the image itself in base64");
    }

    /// <summary>Rejects inline images of types that the provider does not take.</summary>
    /// <param name="request">The request; its source decides the field's name.</param>
    /// <param name="messages">The messages that will be sent.</param>
    /// <param name="provider">The provider, for the error.</param>
    /// <param name="accepted">The media types that it takes.</param>
    /// <exception cref="TranslationException">A message or the result of a tool holds another one.</exception>
    public static void RejectImageTypes(ModelRequest request, IEnumerable<Message> messages, string provider, string[] accepted)
    {
        var other = Images(messages).FirstOrDefault(image => image.MediaType is { } type && !accepted.Contains(type))?.MediaType;
        RejectIfUsed(
            request,
            ImageType,
            other is not null,
            $"{provider} takes no images of type {other}; send {string.Join(", ", accepted)}");
    }

    private static IEnumerable<ImagePart> Images(IEnumerable<Message> messages) => messages.SelectMany(message => message.Parts)
        .SelectMany(part => part is ToolResultPart result ? result.Content : [part])
        .OfType<ImagePart>();

    /// <summary>The setting, or null for every vendor's default: a penalty of 0, a temperature or top_p of 1.</summary>
    public static double? NullIfDefault(this double? value, double usual)
    {
        // Agents send the defaults explicitly; without this each of them would be rejected by a vendor that does not
        // have the setting.
        return value == usual ? null : value;
    }
}
