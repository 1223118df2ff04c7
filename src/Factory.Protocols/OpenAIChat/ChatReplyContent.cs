using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>The content of a reply's message and of a delta, which servers write in the same ways.</summary>
internal static class ChatReplyContent
{
    /// <summary>Reasoning, text and refusals, in this order; a text may end with half of a character.</summary>
    /// <exception cref="TranslationException">Content that no other API can express.</exception>
    public static IEnumerable<ContentPart> Read(JsonObjectReader message)
    {
        if (ChatReasoning.Read(message) is { } reasoning)
        {
            yield return reasoning;
        }

        foreach (var part in message.Take("content") is { } content ? ReadContent(content, StreamBlockKind.Text) : [])
        {
            yield return part;
        }

        if (message.Piece("refusal") is { Length: > 0 } refusal)
        {
            yield return new RefusalPart(refusal);
        }
    }

    /// <summary>The calls of a message, or pieces of them.</summary>
    public static IEnumerable<ToolCallDelta> Calls(JsonObjectReader message)
    {
        foreach (var call in message.Items("tool_calls").Select(item => item.Object()))
        {
            yield return ReadCall(call, call.Object("function"));
        }

        // The API of 2023, before calls could be parallel; some copies still send it.
        if (message.Object("function_call") is { } legacy)
        {
            yield return ReadCall(legacy, legacy);
        }
    }

    private static ToolCallDelta ReadCall(JsonObjectReader call, JsonObjectReader? function) => new(
        call.Take("index")?.Integer() ?? 0,
        call.Text("id") ?? "",
        function?.Text("name"),
        function?.Take("arguments")?.ArgumentsPiece() ?? "",
        call.Path);

    private static IEnumerable<ContentPart> ReadContent(JsonValueReader content, StreamBlockKind kind) => content.Kind switch
    {
        JsonValueKind.String when content.Piece() is { Length: > 0 } text => [Part(kind, text)],
        JsonValueKind.String => [],
        JsonValueKind.Object => ReadPart(content.Object(), kind),
        JsonValueKind.Array => content.Items().SelectMany(item => ReadContent(item, kind)),
        _ => throw content.WrongType("a string or a list of parts"),
    };

    /// <summary>A part of a list; Mistral puts its reasoning into one, as a list of parts in turn.</summary>
    private static IEnumerable<ContentPart> ReadPart(JsonObjectReader part, StreamBlockKind kind)
    {
        switch (part.Text("type") ?? "text")
        {
            case "text" or "output_text":
                return part.Take("text") is { } text ? ReadContent(text, kind) : [];
            case "thinking" or "reasoning":
                var reasoning = part.Take("thinking") ?? part.Take("reasoning") ?? part.Take("text");
                return reasoning is { } given ? ReadContent(given, StreamBlockKind.Reasoning) : [];
            case "refusal":
                return part.Take("refusal") is { } refusal ? ReadContent(refusal, StreamBlockKind.Refusal) : [];
            case "reference":
                // Mistral's pointer to a document of the request; the text beside it is complete without it.
                return [];
            case "image_url" or "image":
                throw MessageParts.NotInReply(new ImagePart(null, null, null));
            case var type:
                throw new TranslationException(
                    part.PathOf("type"),
                    $"the provider sent a part of type {type}, which the client's API cannot express in a reply");
        }
    }

    private static ContentPart Part(StreamBlockKind kind, string text) => kind switch
    {
        StreamBlockKind.Reasoning => new ReasoningPart(text, new ReasoningSignature(ModelApi.OpenAIChat, "")),
        StreamBlockKind.Refusal => new RefusalPart(text),
        _ => new TextPart(text),
    };
}
