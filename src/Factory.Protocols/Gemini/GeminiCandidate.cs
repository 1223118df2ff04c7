using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>What replies and the chunks of a stream have in common.</summary>
internal static class GeminiCandidate
{
    public static StopReason ReadStop(string reason) => reason switch
    {
        "STOP" => StopReason.EndOfTurn,
        "MAX_TOKENS" => StopReason.MaxTokens,
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "LANGUAGE" or "IMAGE_SAFETY" => StopReason.Refusal,
        _ => throw new TranslationException("finishReason", $"the provider stopped for {reason}, which the client's API cannot express; ask again"),
    };

    public static string WriteStop(StopReason stop) => stop switch
    {
        StopReason.MaxTokens => "MAX_TOKENS",
        StopReason.Refusal => "SAFETY",
        _ => "STOP",
    };

    /// <summary>Gemini counts thoughts beside the reply and results of its own tools beside the prompt; the canonical form counts them inside.</summary>
    public static Usage ReadUsage(JsonValueReader node)
    {
        var usage = JsonObjectReader.Create(node, camelCase: true);
        var thoughts = usage.Take("thoughtsTokenCount")?.Integer() ?? 0;
        return new Usage(
            (usage.Take("promptTokenCount")?.Integer() ?? 0) + (usage.Take("toolUsePromptTokenCount")?.Integer() ?? 0),
            usage.Take("cachedContentTokenCount")?.Integer() ?? 0,
            0,
            (usage.Take("candidatesTokenCount")?.Integer() ?? 0) + thoughts,
            thoughts);
    }

    public static ApiError ReadError(JsonValueReader node)
    {
        var error = node.Object();
        var code = error.NonNegativeInt("code");

        // One status stands for two kinds, which only the code tells apart: see the table of vendors' errors.
        var kind = error.Text("status") is { } status && code is not 402 ? VendorErrors.FromName(status) : VendorErrors.FromStatus(code ?? 500);
        return new ApiError(kind, error.Text("message") ?? "The provider failed without saying why.");
    }

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
