using Factory.Protocols.Conversations;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Whole replies.</summary>
internal static class ChatReply
{
    public static ModelResponse Read(Node body, RequestMap map)
    {
        var fields = body.Object();
        var choice = fields.Need("choices").Items().FirstOrDefault() is { Path: not null } first ? first.Object() : throw new TranslationException("choices", "the provider sent no choice");
        var parts = ChatMessageReader.Assistant(choice.Need("message").Object())
            .Where(part => part is not TextPart { Text.Length: 0 })
            .Select(part => part is ToolCallPart call ? call with { Name = map.Original(call.Name.Name) } : part).ToList();
        var stop = FinishReasons.Read(choice.Text("finish_reason") ?? "stop").With(parts.Any(part => part is ToolCallPart));
        return new ModelResponse(parts, Refused(stop, parts), null, fields.Object("usage") is { } usage ? ChatUsage.Read(usage) : null);
    }

    public static byte[] Write(ModelResponse reply, TranslationContext context) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", $"chatcmpl-{context.Id}");
        json.WriteString("object", "chat.completion");
        json.WriteNumber("created", context.CreatedUnixSeconds);
        json.WriteString("model", context.ClientModel);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        ChatMessageWriter.WriteAssistant(json, reply.Parts);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", FinishReasons.Write(reply.Stop));
        json.WriteEndObject();
        json.WriteEndArray();
        if (reply.Usage is { } usage)
        {
            ChatUsage.Write(json, usage);
        }

        json.WriteEndObject();
    });

    public static Failure ReadError(Node error)
    {
        if (error.IsText)
        {
            return new Failure(FailureKind.Server, error.Text());
        }

        var fields = error.Object();
        var code = fields.Take("code");
        var kind = code switch
        {
            { Kind: System.Text.Json.JsonValueKind.Number } number => FailureKinds.OfStatus((int)number.Integer()),
            { IsText: true } word => FailureKinds.OfWord(word.Text()),
            _ => FailureKinds.OfWord(fields.Text("type")),
        };
        return new Failure(kind, fields.Text("message") ?? "The provider failed without saying why.");
    }

    private static StopReason Refused(StopReason stop, List<ContentPart> parts) =>
        stop == StopReason.EndOfTurn && parts.Any(part => part is RefusalPart) ? StopReason.Refused : stop;
}
