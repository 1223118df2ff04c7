using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Tests.Support;

/// <summary>Short forms for tests: text in, JSON nodes out.</summary>
internal static class Translate
{
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static JsonValueReader Parse(string json, bool isReply = false) => JsonText.Parse(Bytes(json), isReply: isReply);

    /// <summary>A client's request as the provider gets it.</summary>
    public static JsonNode Request(ModelApi client, ModelApi upstream, string body, TranslationContext? context = null) =>
        JsonNode.Parse(Translator.TranslateRequest(client, upstream, Bytes(body), context ?? Sample.Context).Body.Span)!;

    /// <summary>A client's request in canonical form.</summary>
    public static ModelRequest Read(ModelApi client, string body) => Translator.ReadRequest(client, Parse(body), Sample.Context);

    /// <summary>A provider's complete reply in canonical form.</summary>
    public static ModelResponse ReadReply(ModelApi upstream, string body) =>
        Translator.ReadResponse(upstream, Parse(body, isReply: true), RequestMap.None, Sample.Context);

    /// <summary>A provider's complete reply as the client gets it.</summary>
    public static JsonNode Reply(ModelApi upstream, ModelApi client, string body) =>
        JsonNode.Parse(Translator.TranslateResponse(upstream, client, Bytes(body), Sample.Context, RequestMap.None))!;

    /// <summary>A canonical reply as the client gets it.</summary>
    public static JsonNode Written(ModelApi client, ModelResponse response) =>
        JsonNode.Parse(Translator.WriteResponse(client, response, Sample.Context))!;

    /// <summary>What a provider's stream does with a sink.</summary>
    public static IReadOnlyList<string> ReadStream(ModelApi upstream, params string[] events)
    {
        var log = new SinkLog();
        var reader = Translator.CreateStreamReader(upstream, RequestMap.None, Sample.Context);
        foreach (var data in events)
        {
            reader.Read(null, Bytes(data), log);
        }

        return log.Lines;
    }

    /// <summary>The events that a client gets for what a stream reader does with a sink.</summary>
    public static List<(string? Name, JsonNode? Data)> WriteStream(
        ModelApi client,
        Action<IResponseStreamSink> send,
        bool includeUsage = false)
    {
        var output = new ArrayBufferWriter<byte>();
        using var sse = new SseWriter { Output = output };
        var map = new RequestMap(new Dictionary<string, ToolName>(), includeUsage);
        send(Translator.CreateStreamWriter(ModelApi.OpenAIChat, client, Sample.Context, map, sse));
        return [.. Sse.Parse(output.WrittenSpan).Select(one => (one.Name, one.Data == "[DONE]" ? null : JsonNode.Parse(one.Data)))];
    }

    /// <summary>A provider's stream as the client gets it.</summary>
    public static List<(string? Name, string Data)> Stream(ModelApi upstream, ModelApi client, params string[] events) =>
        Sse.Through(
            Translator.CreateStreamTranslator(upstream, client, Sample.Context, RequestMap.None),
            events.Select(data => ((string?)null, data)));
}
