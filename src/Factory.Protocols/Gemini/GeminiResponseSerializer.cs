using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>Complete (non-streaming) replies.</summary>
internal static class GeminiResponseSerializer
{
    /// <summary>Reads a provider's reply.</summary>
    /// <exception cref="TranslationException">Not a reply, or one with content that no client's API can
    /// express.</exception>
    public static ModelResponse Read(JsonValueReader body, RequestMap map, TranslationContext context)
    {
        var fields = JsonObjectReader.Create(body, camelCase: true);
        if (fields.Take("error") is { } error)
        {
            throw new TranslationException("error", $"the provider failed: {GeminiCandidate.ReadError(error).Message}");
        }

        var usage = fields.Take("usageMetadata") is { } counts ? GeminiCandidate.ReadUsage(counts) : null;
        if (fields.Items("candidates").FirstOrDefault() is not { Path: not null } first)
        {
            return fields.Take("promptFeedback") is not null
                ? new ModelResponse([], StopReason.Refusal, null, usage)
                : throw new TranslationException("candidates", "the provider sent no candidate");
        }

        var candidate = JsonObjectReader.Create(first, camelCase: true);
        var reader = new GeminiPartReader($"call_{context.CallId}_", map);
        var parts = ReplyParts.Read(
            candidate.Object("content")?.Items("parts").SelectMany(reader.Read) ?? [],
            RequestMap.None,
            $"call_{context.CallId}_",
            joinsText: true);
        var stop = GeminiCandidate.ReadStop(candidate.Text("finishReason") is { Length: > 0 } reason ? reason : "STOP")
            .WithToolCalls(parts.Any(part => part is ToolCallPart));
        return new ModelResponse(parts, stop, null, usage);
    }

    /// <summary>Writes a reply for a client.</summary>
    public static byte[] Write(ModelResponse response, TranslationContext context) => JsonText.Write(json =>
    {
        void Parts() => GeminiPartWriter.Write(json, response.Parts, signCalls: false);
        GeminiCandidate.Write(json, context, Parts, response.StopReason, response.Usage);
    });
}
