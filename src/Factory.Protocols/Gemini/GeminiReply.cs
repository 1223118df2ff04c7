using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>Whole replies.</summary>
internal static class GeminiReply
{
    public static ModelResponse Read(Node body, RequestMap map, TranslationContext context)
    {
        var fields = JsonObjectReader.Of(body, camelCase: true);
        var usage = fields.Take("usageMetadata") is { } counts ? GeminiCandidate.ReadUsage(counts) : null;
        if (fields.Items("candidates").FirstOrDefault() is not { Path: not null } first)
        {
            return fields.Take("promptFeedback") is not null
                ? new ModelResponse([], StopReason.Refused, null, usage)
                : throw new TranslationException("candidates", "the provider sent no candidate");
        }

        var candidate = JsonObjectReader.Of(first, camelCase: true);
        var reader = new GeminiPartReader($"call_{context.Id}_", map);
        var parts = candidate.Object("content")?.Items("parts").SelectMany(reader.Read).ToList() ?? [];
        var stop = GeminiCandidate.ReadStop(candidate.Text("finishReason") ?? "STOP").With(parts.Any(part => part is ToolCallPart));
        return new ModelResponse(parts, stop, null, usage);
    }

    public static byte[] Write(ModelResponse reply, TranslationContext context) =>
        JsonText.Write(json => GeminiCandidate.Write(json, context, () => GeminiPartWriter.Write(json, reply.Parts, signCalls: false), reply.Stop, reply.Usage));
}
