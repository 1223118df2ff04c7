using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Whole replies.</summary>
internal static class ResponsesReply
{
    public static ModelResponse Read(Node body, RequestMap map)
    {
        var response = body.Object();
        if (response.Object("error") is { } error)
        {
            throw new TranslationException("error", $"the provider failed: {ResponsesObject.ReadError(error).Message}");
        }

        var parts = response.Need("output").Items().SelectMany(ResponsesItemReader.Output)
            .Where(part => part is not TextPart { Text.Length: 0 })
            .Select(part => part is ToolCallPart { Name: { Namespace: null, Custom: false } name } call ? call with { Name = map.Original(name.Name) } : part).ToList();
        var stop = ResponsesObject.ReadStop(response).With(parts.Any(part => part is ToolCallPart));
        if (stop == StopReason.EndOfTurn && parts.Any(part => part is RefusalPart))
        {
            stop = StopReason.Refused;
        }

        return new ModelResponse(parts, stop, null, response.Object("usage") is { } usage ? ResponsesObject.ReadUsage(usage) : null);
    }

    public static byte[] Write(ModelResponse reply, TranslationContext context)
    {
        var items = reply.Parts.Select((part, index) => (part, ResponsesItemWriter.Id(part, context.Id, index))).ToList();
        return JsonText.Write(json => ResponsesObject.Write(json, context, items, reply.Parts.Any(part => part is RefusalPart) ? StopReason.EndOfTurn : reply.Stop, reply.Usage));
    }
}
