using Factory.Protocols.Anthropic;
using Factory.Protocols.Canonical;
using Factory.Protocols.Gemini;
using Factory.Protocols.Json;
using Factory.Protocols.Ollama;
using Factory.Protocols.OpenAIChat;
using Factory.Protocols.OpenAIResponses;

namespace Factory.Protocols;

/// <summary>
/// Serves a client of one protocol with a provider of another: <see cref="TranslateRequest"/> on the way there, <see cref="TranslateResponse"/> or <see cref="CreateStreamTranslator"/> on the way back,
/// each through one neutral form. <c>docs/reference/protocols.md</c> says what is carried, left out and refused.
/// </summary>
/// <remarks>
/// The way back does not take the request's bytes but the small <see cref="RequestMap"/> that <see cref="TranslateRequest"/> returned, so that nobody keeps a body while a reply
/// streams. To add a protocol: a folder with rules, reader and writer of requests, replies and streams; a line in each method here; its column in the reference page.
/// </remarks>
public static class Translator
{
    /// <exception cref="TranslationException">The request is not in the client's protocol, or holds something that the provider's API cannot express.</exception>
    public static TranslatedRequest TranslateRequest(ModelApi client, ModelApi upstream, ReadOnlyMemory<byte> body, TranslationContext context)
    {
        var (request, map) = ToolNameMapper.Flatten(ReadRequest(client, JsonText.Parse(body.Span), context));
        return new TranslatedRequest(WriteRequest(upstream, request, context), request.Stream, map);
    }

    /// <summary>A whole reply; errors of the provider (a status other than 2xx) are not replies.</summary>
    /// <exception cref="TranslationException">The provider's reply is not in its protocol, or holds something that the client's API cannot express.</exception>
    public static byte[] TranslateResponse(ModelApi upstream, ModelApi client, ReadOnlyMemory<byte> body, TranslationContext context, RequestMap map) =>
        WriteResponse(client, ReadResponse(upstream, JsonText.Parse(body.Span, isReply: true), map, context), context);

    /// <summary>For one streamed reply.</summary>
    public static StreamTranslator CreateStreamTranslator(ModelApi upstream, ModelApi client, TranslationContext context, RequestMap map)
    {
        var sse = new SseWriter();
        return new StreamTranslation(CreateStreamReader(upstream, map, context), CreateStreamWriter(upstream, client, context, map, sse), sse);
    }

    /// <summary>What is left out and refused of a client's request.</summary>
    internal static IReadOnlyList<FieldRules> FieldRulesOf(ModelApi client) => client switch
    {
        ModelApi.OpenAIChat => ChatRules.All,
        ModelApi.OpenAIResponses => ResponsesRules.All,
        ModelApi.AnthropicMessages => AnthropicRules.All,
        ModelApi.GeminiGenerateContent => GeminiRules.All,
        _ => throw Unknown(client),
    };

    internal static ResponseStreamWriter CreateStreamWriter(ModelApi upstream, ModelApi client, TranslationContext context, RequestMap map, SseWriter sse) => client switch
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

    internal static ModelResponse ReadResponse(ModelApi upstream, JsonValueReader body, RequestMap map, TranslationContext context) => upstream switch
    {
        ModelApi.OpenAIChat => ChatResponseSerializer.Read(body, map, context),
        ModelApi.OpenAIResponses => ResponsesResponseSerializer.Read(body, map),
        ModelApi.AnthropicMessages => AnthropicResponseSerializer.Read(body, map),
        ModelApi.GeminiGenerateContent => GeminiResponseSerializer.Read(body, map, context),
        ModelApi.OllamaChat => OllamaResponseReader.Read(body, map, context),
        _ => throw Unknown(upstream),
    };

    internal static IResponseStreamReader CreateStreamReader(ModelApi upstream, RequestMap map, TranslationContext context) => upstream switch
    {
        ModelApi.OpenAIChat => new ChatStreamReader(map, context),
        ModelApi.OpenAIResponses => new ResponsesStreamReader(map),
        ModelApi.AnthropicMessages => new AnthropicStreamReader(map),
        ModelApi.GeminiGenerateContent => new GeminiStreamReader(map, context),
        ModelApi.OllamaChat => new OllamaStreamReader(map, context),
        _ => throw Unknown(upstream),
    };

    private static ArgumentOutOfRangeException Unknown(ModelApi api) => new(nameof(api), api, "No such protocol.");
}
