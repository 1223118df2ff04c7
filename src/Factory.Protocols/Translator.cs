using Factory.Protocols.Anthropic;
using Factory.Protocols.Canonical;
using Factory.Protocols.Gemini;
using Factory.Protocols.Json;
using Factory.Protocols.Ollama;
using Factory.Protocols.OpenAIChat;
using Factory.Protocols.OpenAIResponses;

namespace Factory.Protocols;

/// <summary>
/// Translates between the APIs of clients and providers, through one canonical form: <see cref="TranslateRequest"/> for
/// the request, <see cref="TranslateResponse"/> or <see cref="CreateStreamTranslator"/> for the reply.
/// <c>docs/reference/protocols.md</c> lists what is translated, left out and rejected.
/// </summary>
/// <remarks>
/// The translation of a reply takes the small <see cref="RequestMap"/> from the request's translation, not the request:
/// no body is held while a reply streams. To add an API: a folder with rules, and readers and writers of requests,
/// replies and streams; a line in each method here; its column in the reference page.
/// </remarks>
public static class Translator
{
    /// <summary>Translates a request.</summary>
    /// <param name="client">The API of the body.</param>
    /// <param name="upstream">The API of the provider.</param>
    /// <param name="body">The client's request.</param>
    /// <param name="context">The call.</param>
    /// <exception cref="TranslationException">The request does not follow the client's API, or holds something that the
    /// provider's API cannot express.</exception>
    public static TranslatedRequest TranslateRequest(
        ModelApi client,
        ModelApi upstream,
        ReadOnlyMemory<byte> body,
        TranslationContext context)
    {
        var (request, map) = ToolNameMapper.Flatten(ReadRequest(client, JsonText.Parse(body.Span), context));
        return new TranslatedRequest(WriteRequest(upstream, request, context), request.Stream, map);
    }

    /// <summary>
    /// Translates a complete reply. An error of the provider (a status other than 2xx) is not a reply.
    /// </summary>
    /// <param name="upstream">The API of the body.</param>
    /// <param name="client">The API of the client.</param>
    /// <param name="body">The provider's reply.</param>
    /// <param name="context">The call.</param>
    /// <param name="map">From the request's translation.</param>
    /// <exception cref="TranslationException">The reply does not follow the provider's API, or holds something that the
    /// client's API cannot express.</exception>
    public static byte[] TranslateResponse(
        ModelApi upstream,
        ModelApi client,
        ReadOnlyMemory<byte> body,
        TranslationContext context,
        RequestMap map) =>
        WriteResponse(client, ReadResponse(upstream, JsonText.Parse(body.Span, isReply: true), map, context), context);

    /// <summary>A translator for one streamed reply.</summary>
    /// <param name="upstream">The API of the provider.</param>
    /// <param name="client">The API of the client.</param>
    /// <param name="context">The call.</param>
    /// <param name="map">From the request's translation.</param>
    public static StreamTranslator CreateStreamTranslator(ModelApi upstream, ModelApi client, TranslationContext context, RequestMap map)
    {
        var sse = new SseWriter();
        return new StreamTranslation(
            CreateStreamReader(upstream, map, context),
            CreateStreamWriter(upstream, client, context, map, sse),
            sse);
    }

    /// <summary>The fields of a client's request that are left out or rejected.</summary>
    internal static IReadOnlyList<FieldRules> FieldRulesOf(ModelApi client) => client switch
    {
        ModelApi.OpenAIChat => ChatRules.All,
        ModelApi.OpenAIResponses => ResponsesRules.All,
        ModelApi.AnthropicMessages => AnthropicRules.All,
        ModelApi.GeminiGenerateContent => GeminiRules.All,
        _ => throw Unknown(client),
    };

    internal static ResponseStreamWriter CreateStreamWriter(
        ModelApi upstream,
        ModelApi client,
        TranslationContext context,
        RequestMap map,
        SseWriter sse) => client switch
        {
            ModelApi.OpenAIChat => new ChatStreamWriter(upstream, context, sse, map.IncludeUsage),
            ModelApi.OpenAIResponses => new ResponsesStreamWriter(upstream, context, sse),
            ModelApi.AnthropicMessages => new AnthropicStreamWriter(upstream, context, sse),
            ModelApi.GeminiGenerateContent => new GeminiStreamWriter(upstream, context, sse),
            _ => throw Unknown(client),
        };

    internal static byte[] WriteResponse(ModelApi client, ModelResponse response, TranslationContext context) => client switch
    {
        ModelApi.OpenAIChat => ChatResponseSerializer.Write(response, context),
        ModelApi.OpenAIResponses => ResponsesResponseSerializer.Write(response, context),
        ModelApi.AnthropicMessages => AnthropicResponseSerializer.Write(response, context),
        ModelApi.GeminiGenerateContent => GeminiResponseSerializer.Write(response, context),
        _ => throw Unknown(client),
    };

    internal static ModelRequest ReadRequest(ModelApi client, JsonValueReader body, TranslationContext context) => client switch
    {
        ModelApi.OpenAIChat => ChatRequestReader.Read(body),
        ModelApi.OpenAIResponses => ResponsesRequestReader.Read(body),
        ModelApi.AnthropicMessages => AnthropicRequestReader.Read(body),
        ModelApi.GeminiGenerateContent => GeminiRequestReader.Read(body, context),
        _ => throw Unknown(client),
    };

    internal static byte[] WriteRequest(ModelApi upstream, ModelRequest request, TranslationContext context) => upstream switch
    {
        ModelApi.OpenAIChat => ChatRequestWriter.Write(request, context),
        ModelApi.OpenAIResponses => ResponsesRequestWriter.Write(request, context),
        ModelApi.AnthropicMessages => AnthropicRequestWriter.Write(request, context),
        ModelApi.GeminiGenerateContent => GeminiRequestWriter.Write(request, context),
        ModelApi.OllamaChat => OllamaRequestWriter.Write(request, context),
        _ => throw Unknown(upstream),
    };

    internal static ModelResponse ReadResponse(
        ModelApi upstream,
        JsonValueReader body,
        RequestMap map,
        TranslationContext context) => upstream switch
        {
            ModelApi.OpenAIChat => ChatResponseSerializer.Read(body, map, context),
            ModelApi.OpenAIResponses => ResponsesResponseSerializer.Read(body, map, context),
            ModelApi.AnthropicMessages => AnthropicResponseSerializer.Read(body, map, context),
            ModelApi.GeminiGenerateContent => GeminiResponseSerializer.Read(body, map, context),
            ModelApi.OllamaChat => OllamaResponseReader.Read(body, map, context),
            _ => throw Unknown(upstream),
        };

    internal static IResponseStreamReader CreateStreamReader(
        ModelApi upstream,
        RequestMap map,
        TranslationContext context) => new ErrorEventReader(upstream switch
        {
            ModelApi.OpenAIChat => new ChatStreamReader(map, context),
            ModelApi.OpenAIResponses => new ResponsesStreamReader(map, context),
            ModelApi.AnthropicMessages => new AnthropicStreamReader(map, context),
            ModelApi.GeminiGenerateContent => new GeminiStreamReader(map, context),
            ModelApi.OllamaChat => new OllamaStreamReader(map, context),
            _ => throw Unknown(upstream),
        });

    private static ArgumentOutOfRangeException Unknown(ModelApi api) => new(nameof(api), api, "This API cannot be translated.");
}
