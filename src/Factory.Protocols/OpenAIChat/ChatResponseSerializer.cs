using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Complete (non-streaming) replies.</summary>
internal static class ChatResponseSerializer
{
    /// <summary>Reads a provider's reply.</summary>
    /// <exception cref="TranslationException">Not a reply, or one with content that no client's API can
    /// express.</exception>
    public static ModelResponse Read(JsonValueReader body, RequestMap map, TranslationContext context)
    {
        var reader = body.Object();

        // OpenRouter reports a failure of the provider behind it with status 200 and an error instead of choices.
        if (reader.Take("error") is { } error)
        {
            throw new TranslationException("error", $"the provider failed: {OpenAIError.Read(error).Message}");
        }

        var choice = reader.Required("choices").Items().FirstOrDefault() is { Path: not null } first
            ? first.Object()
            : throw new TranslationException("choices", "the provider sent no choice");
        var message = choice.Required("message").Object();
        IEnumerable<ContentPart> given =
        [
            .. ChatReplyContent.Read(message),
            .. ChatReplyContent.Calls(message).Select(call => new ToolCallPart(call.Id, new ToolName(call.Name ?? ""), call.Arguments)),
        ];
        var parts = ReplyParts.Read(given, map, $"call_{context.CallId}_", joinsText: true);
        message.RejectUnread(ChatRules.Reply);
        var stop = ChatFinishReasons.Read(choice.Text("finish_reason") is { Length: > 0 } reason ? reason : "stop")
            .WithToolCalls(parts.Any(part => part is ToolCallPart))
            .WithRefusal(parts.Any(part => part is RefusalPart));
        return new ModelResponse(parts, stop, null, reader.Object("usage") is { } usage ? ChatUsage.Read(usage) : null);
    }

    /// <summary>Writes a reply for a client.</summary>
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
        ChatMessageWriter.WriteAssistant(json, response.Parts, separator: "");
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
}
