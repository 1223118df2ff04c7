using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Protocols.OpenAIChat;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Complete (non-streaming) replies.</summary>
internal static class ResponsesResponseSerializer
{
    /// <summary>Reads a provider's reply.</summary>
    /// <exception cref="TranslationException">Not a reply, a failed one, or one with content that no client's API can
    /// express.</exception>
    public static ModelResponse Read(JsonValueReader body, RequestMap map, TranslationContext context)
    {
        var response = body.Object();
        if (response.Object("error") is { } error)
        {
            throw new TranslationException("error", $"the provider failed: {OpenAIError.Read(error).Message}");
        }

        var given = response.Required("output").Items().SelectMany(ResponsesItemReader.ReadOutput);
        var parts = ReplyParts.Read(given, map, $"call_{context.CallId}_", joinsText: false);
        var stop = ResponsesObject.ReadStop(response)
            .WithToolCalls(parts.Any(part => part is ToolCallPart))
            .WithRefusal(parts.Any(part => part is RefusalPart));
        return new ModelResponse(parts, stop, null, response.Object("usage") is { } usage ? ResponsesObject.ReadUsage(usage) : null);
    }

    /// <summary>Writes a reply for a client.</summary>
    public static byte[] Write(ModelResponse response, TranslationContext context)
    {
        var items = response.Parts.Select((part, index) => (part, ResponsesItemWriter.Id(part, context.CallId, index))).ToList();
        var stop = response.StopReason.WithoutRefusal(response.Parts.Any(part => part is RefusalPart));
        return JsonText.Write(json => ResponsesObject.Write(json, context, items, stop, response.Usage));
    }
}
