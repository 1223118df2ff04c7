using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Non-streaming responses.</summary>
internal static class ChatResponseSerializer
{
    public static ModelResponse Read(JsonValueReader body, RequestMap map)
    {
        var reader = body.Object();
        var choice = reader.Required("choices").Items().FirstOrDefault() is { Path: not null } first ? first.Object() : throw new TranslationException("choices", "the provider sent no choice");
        var parts = ChatMessageReader.ReadAssistantParts(choice.Required("message").Object())
            .Where(part => part is not TextPart { Text.Length: 0 })
            .Select(part => part is ToolCallPart call ? call with { Name = map.OriginalName(call.Name.Name) } : part).ToList();
        var stop = ChatFinishReasons.Read(choice.Text("finish_reason") ?? "stop").WithToolCalls(parts.Any(part => part is ToolCallPart));
        return new ModelResponse(parts, RefusalIfDeclined(stop, parts), null, reader.Object("usage") is { } usage ? ChatUsage.Read(usage) : null);
    }

    public static byte[] Write(ModelResponse response, TranslationContext context) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", $"chatcmpl-{context.CallId}");
        json.WriteString("object", "chat.completion");
        json.WriteNumber("created", context.CreatedUnixSeconds);
        json.WriteString("model", context.ClientModel);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        ChatMessageWriter.WriteAssistant(json, response.Parts);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", ChatFinishReasons.Write(response.StopReason));
        json.WriteEndObject();
        json.WriteEndArray();
        if (response.Usage is { } usage)
        {
            ChatUsage.Write(json, usage);
        }

        json.WriteEndObject();
    });

    public static ApiError ReadError(JsonValueReader error)
    {
        if (error.IsText)
        {
            return new ApiError(ApiErrorKind.Server, error.Text());
        }

        var reader = error.Object();
        var code = reader.Take("code");
        var kind = code switch
        {
            { Kind: System.Text.Json.JsonValueKind.Number } number => VendorErrors.FromStatus((int)number.Integer()),
            { IsText: true } word => VendorErrors.FromName(word.Text()),
            _ => VendorErrors.FromName(reader.Text("type")),
        };
        return new ApiError(kind, reader.Text("message") ?? "The provider failed without saying why.");
    }

    private static StopReason RefusalIfDeclined(StopReason stop, List<ContentPart> parts) =>
        stop == StopReason.EndOfTurn && parts.Any(part => part is RefusalPart) ? StopReason.Refusal : stop;
}
