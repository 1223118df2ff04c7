using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>The candidate of a complete reply or of a chunk, with its finish reason and token counts.</summary>
internal static class GeminiCandidate
{
    /// <summary>Reads a finish reason.</summary>
    /// <exception cref="TranslationException">A reason that no other API has, like
    /// <c>MALFORMED_FUNCTION_CALL</c>.</exception>
    public static StopReason ReadStop(string reason) => StopReasonReader.Read(reason, "finishReason");

    /// <summary>The reason for a client. A reply with tool calls is finished here.</summary>
    public static string WriteStop(StopReason stop) => stop switch
    {
        StopReason.MaxTokens => "MAX_TOKENS",
        StopReason.Refusal => "SAFETY",
        _ => "STOP",
    };

    /// <summary>Reads <c>usageMetadata</c>; counts that are absent are 0.</summary>
    public static Usage ReadUsage(JsonValueReader node)
    {
        var usage = JsonObjectReader.Create(node, camelCase: true);

        // Gemini counts reasoning beside the candidates and the results of its own tools beside the prompt; the
        // canonical form includes them.
        var reasoning = usage.Take("thoughtsTokenCount")?.Integer() ?? 0;
        return new Usage(
            (usage.Take("promptTokenCount")?.Integer() ?? 0) + (usage.Take("toolUsePromptTokenCount")?.Integer() ?? 0),
            usage.Take("cachedContentTokenCount")?.Integer() ?? 0,
            0,
            (usage.Take("candidatesTokenCount")?.Integer() ?? 0) + reasoning,
            reasoning);
    }

    /// <summary>Reads the value of <c>error</c>.</summary>
    public static ApiError ReadError(JsonValueReader node)
    {
        var error = node.Object();
        var code = error.NonNegativeInt("code");

        // One status stands for two kinds, which only the code tells apart: see the table of vendors' errors.
        var kind = error.Text("status") is { } status && code is not 402
            ? VendorErrors.FromName(status)
            : VendorErrors.FromStatus(code ?? 500);
        return new ApiError(kind, error.Text("message") ?? ApiError.NoMessage);
    }

    /// <summary>Writes a complete reply or a chunk.</summary>
    /// <param name="json">Gets the object.</param>
    /// <param name="context">The call.</param>
    /// <param name="parts">Writes the parts into the open list.</param>
    /// <param name="stop">Why the reply ends; null for a chunk before the last.</param>
    /// <param name="usage">The token counts; null where they are unknown or not final.</param>
    public static void Write(Utf8JsonWriter json, TranslationContext context, Action parts, StopReason? stop, Usage? usage)
    {
        json.WriteStartObject();
        json.WriteStartArray("candidates");
        json.WriteStartObject();
        json.WriteStartObject("content");
        json.WriteStartArray("parts");
        parts();
        json.WriteEndArray();
        json.WriteString("role", "model");
        json.WriteEndObject();
        json.WriteStringIfNotNull("finishReason", stop is { } why ? WriteStop(why) : null);
        json.WriteNumber("index", 0);
        json.WriteEndObject();
        json.WriteEndArray();
        if (usage is not null)
        {
            WriteUsage(json, usage);
        }

        json.WriteString("modelVersion", context.ClientModel);
        json.WriteString("responseId", context.CallId);
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, Usage usage)
    {
        json.WriteStartObject("usageMetadata");
        json.WriteNumber("promptTokenCount", usage.Input);
        json.WriteNumber("candidatesTokenCount", Math.Max(0, usage.Output - usage.Reasoning));
        json.WriteNumber("totalTokenCount", usage.Input + usage.Output);
        json.WriteNumber("cachedContentTokenCount", usage.CacheRead);
        json.WriteNumber("thoughtsTokenCount", usage.Reasoning);
        json.WriteEndObject();
    }
}
