using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Non-streaming responses.</summary>
internal static class ResponsesResponseSerializer
{
    public static ModelResponse Read(JsonValueReader body, RequestMap map)
    {
        var response = body.Object();
        if (response.Object("error") is { } error)
        {
            throw new TranslationException("error", $"the provider failed: {ResponsesObject.ReadError(error).Message}");
        }

        var parts = response.Required("output").Items().SelectMany(ResponsesItemReader.ReadOutput)
            .Where(part => part is not TextPart { Text.Length: 0 })
            .Select(part => part is ToolCallPart { Name: { Namespace: null, IsCustom: false } name } call ? call with { Name = map.OriginalName(name.Name) } : part).ToList();
        var stop = ResponsesObject.ReadStop(response).WithToolCalls(parts.Any(part => part is ToolCallPart));
        if (stop == StopReason.EndOfTurn && parts.Any(part => part is RefusalPart))
        {
            stop = StopReason.Refusal;
        }

        return new ModelResponse(parts, stop, null, response.Object("usage") is { } usage ? ResponsesObject.ReadUsage(usage) : null);
    }

    public static byte[] Write(ModelResponse response, TranslationContext context)
    {
        var items = response.Parts.Select((part, index) => (part, ResponsesItemWriter.Id(part, context.CallId, index))).ToList();
        return JsonText.Write(json => ResponsesObject.Write(json, context, items, response.Parts.Any(part => part is RefusalPart) ? StopReason.EndOfTurn : response.StopReason, response.Usage));
    }
}
