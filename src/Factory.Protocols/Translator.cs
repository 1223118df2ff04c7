using Factory.Protocols.Anthropic;
using Factory.Protocols.Conversations;
using Factory.Protocols.Gemini;
using Factory.Protocols.Json;
using Factory.Protocols.Ollama;
using Factory.Protocols.OpenAIChat;
using Factory.Protocols.OpenAIResponses;

namespace Factory.Protocols;

/// <summary>
/// Serves a client of one protocol with a provider of another: <see cref="Request"/> on the way there, <see cref="Reply"/> or <see cref="Stream"/> on the way back,
/// each through one neutral form. <c>docs/reference/protocols.md</c> says what is carried, left out and refused.
/// </summary>
/// <remarks>
/// The way back does not take the request's bytes but the small <see cref="RequestMap"/> that <see cref="Request"/> returned, so that nobody keeps a body while a reply
/// streams. To add a protocol: a folder with rules, reader and writer of requests, replies and streams; a line in each method here; its column in the reference page.
/// </remarks>
public static class Translator
{
    /// <exception cref="TranslationException">The request is not in the client's protocol, or holds something that the provider's cannot say.</exception>
    public static TranslatedRequest Request(Protocol client, Protocol upstream, ReadOnlyMemory<byte> body, TranslationContext context)
    {
        var (conversation, map) = ToolNames.Flatten(ReadRequest(client, JsonText.Parse(body.Span), context));
        return new TranslatedRequest(WriteRequest(upstream, conversation, context), conversation.Stream, map);
    }

    /// <summary>A whole reply; errors of the provider (a status other than 2xx) are not replies.</summary>
    /// <exception cref="TranslationException">The provider's reply is not in its protocol, or holds something that the client's cannot say.</exception>
    public static byte[] Reply(Protocol upstream, Protocol client, ReadOnlyMemory<byte> body, TranslationContext context, RequestMap map) =>
        WriteReply(client, ReadReply(upstream, JsonText.Parse(body.Span, isReply: true), map, context), context);

    /// <summary>For one streamed reply.</summary>
    public static StreamTranslator Stream(Protocol upstream, Protocol client, TranslationContext context, RequestMap map)
    {
        var sse = new SseWriter();
        return new StreamTranslation(Reader(upstream, map, context), Writer(upstream, client, context, map, sse), sse);
    }

    /// <summary>What is left out and refused of a client's request.</summary>
    internal static IReadOnlyList<FieldRules> Rules(Protocol client) => client switch
    {
        Protocol.OpenAIChat => ChatRules.All,
        Protocol.OpenAIResponses => ResponsesRules.All,
        Protocol.AnthropicMessages => AnthropicRules.All,
        Protocol.GeminiGenerate => GeminiRules.All,
        _ => throw Unknown(client),
    };

    internal static ReplyStreamWriter Writer(Protocol upstream, Protocol client, TranslationContext context, RequestMap map, SseWriter sse) => client switch
    {
        Protocol.OpenAIChat => new ChatStreamWriter(upstream, context, sse, map.IncludeUsage),
        Protocol.OpenAIResponses => new ResponsesStreamWriter(upstream, context, sse),
        Protocol.AnthropicMessages => new AnthropicStreamWriter(upstream, context, sse),
        Protocol.GeminiGenerate => new GeminiStreamWriter(upstream, context, sse),
        _ => throw Unknown(client),
    };

    internal static byte[] WriteReply(Protocol client, ModelResponse reply, TranslationContext context) => client switch
    {
        Protocol.OpenAIChat => ChatReply.Write(reply, context),
        Protocol.OpenAIResponses => ResponsesReply.Write(reply, context),
        Protocol.AnthropicMessages => AnthropicReply.Write(reply, context),
        Protocol.GeminiGenerate => GeminiReply.Write(reply, context),
        _ => throw Unknown(client),
    };

    internal static ModelRequest ReadRequest(Protocol client, Node body, TranslationContext context) => client switch
    {
        Protocol.OpenAIChat => ChatRequestReader.Read(body),
        Protocol.OpenAIResponses => ResponsesRequestReader.Read(body),
        Protocol.AnthropicMessages => AnthropicRequestReader.Read(body),
        Protocol.GeminiGenerate => GeminiRequestReader.Read(body, context),
        _ => throw Unknown(client),
    };

    internal static byte[] WriteRequest(Protocol upstream, ModelRequest conversation, TranslationContext context) => upstream switch
    {
        Protocol.OpenAIChat => ChatRequestWriter.Write(conversation, context),
        Protocol.OpenAIResponses => ResponsesRequestWriter.Write(conversation, context),
        Protocol.AnthropicMessages => AnthropicRequestWriter.Write(conversation, context),
        Protocol.GeminiGenerate => GeminiRequestWriter.Write(conversation, context),
        Protocol.OllamaChat => OllamaRequestWriter.Write(conversation, context),
        _ => throw Unknown(upstream),
    };

    internal static ModelResponse ReadReply(Protocol upstream, Node body, RequestMap map, TranslationContext context) => upstream switch
    {
        Protocol.OpenAIChat => ChatReply.Read(body, map),
        Protocol.OpenAIResponses => ResponsesReply.Read(body, map),
        Protocol.AnthropicMessages => AnthropicReply.Read(body, map),
        Protocol.GeminiGenerate => GeminiReply.Read(body, map, context),
        Protocol.OllamaChat => OllamaReply.Read(body, map, context),
        _ => throw Unknown(upstream),
    };

    internal static IStreamReader Reader(Protocol upstream, RequestMap map, TranslationContext context) => upstream switch
    {
        Protocol.OpenAIChat => new ChatStreamReader(map),
        Protocol.OpenAIResponses => new ResponsesStreamReader(map),
        Protocol.AnthropicMessages => new AnthropicStreamReader(map),
        Protocol.GeminiGenerate => new GeminiStreamReader(map, context),
        Protocol.OllamaChat => new OllamaStreamReader(map, context),
        _ => throw Unknown(upstream),
    };

    private static ArgumentOutOfRangeException Unknown(Protocol protocol) => new(nameof(protocol), protocol, "No such protocol.");
}
