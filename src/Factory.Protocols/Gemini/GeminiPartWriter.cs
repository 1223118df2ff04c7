using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>
/// Parts of contents and of candidates. A signature without text is written on the part that follows it.
/// </summary>
internal static class GeminiPartWriter
{
    /// <summary>Writes parts into the open list.</summary>
    /// <param name="json">Gets the parts.</param>
    /// <param name="parts">The parts of one message.</param>
    /// <param name="signCalls">Whether the first call gets the placeholder where it has no signature; for a
    /// history.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ContentPart> parts, bool signCalls)
    {
        string? pending = null;
        var signed = !signCalls;
        foreach (var part in parts)
        {
            if (part is ReasoningPart { Text.Length: 0 } bare)
            {
                WritePending(json, pending);
                pending = bare.Signature.WrapFor(ModelApi.GeminiGenerateContent);
                continue;
            }

            // Gemini 3: "Function call is missing a thought_signature in functionCall parts" (400). Of parallel calls
            // only the first has one.
            if (part is ToolCallPart && !signed)
            {
                pending ??= GeminiPartReader.NoSignature;
                signed = true;
            }

            Write(json, part, pending);
            pending = null;
        }

        WritePending(json, pending);
    }

    /// <summary>Writes one part.</summary>
    /// <param name="json">Gets the part.</param>
    /// <param name="part">The part.</param>
    /// <param name="signature">The signature on it; null for none. Reasoning brings its own.</param>
    public static void Write(Utf8JsonWriter json, ContentPart part, string? signature)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                json.WriteString("text", text.Text);
                break;
            case RefusalPart refusal:
                json.WriteString("text", refusal.Text);
                break;
            case ReasoningPart reasoning:
                json.WriteString("text", reasoning.Text);
                json.WriteBoolean("thought", true);
                signature = reasoning.Signature is { Issuer: ModelApi.GeminiGenerateContent, Payload.Length: 0 }
                    ? null
                    : reasoning.Signature.WrapFor(ModelApi.GeminiGenerateContent);
                break;
            case ImagePart image:
                json.WriteStartObject("inlineData");
                json.WriteString("mimeType", image.MediaType);
                json.WriteString("data", image.Base64);
                json.WriteEndObject();
                break;
            case ToolCallPart call:
                json.WriteStartObject("functionCall");
                json.WriteString("id", ToolCallIds.LimitLength(call.Id));
                json.WriteString("name", call.Name.Name);
                ToolArguments.Write(json, "args", call.Arguments);
                json.WriteEndObject();
                break;
            case ToolResultPart result:
                WriteResult(json, result);
                break;
        }

        json.WriteStringIfNotNull("thoughtSignature", signature);
        json.WriteEndObject();
    }

    private static void WritePending(Utf8JsonWriter json, string? signature)
    {
        // At the end of a stream Gemini sends the signature with an empty text, and accepts it there in the history.
        if (signature is not null)
        {
            Write(json, new TextPart(""), signature);
        }
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result)
    {
        json.WriteStartObject("functionResponse");
        json.WriteString("id", ToolCallIds.LimitLength(result.CallId));
        json.WriteString("name", result.Name?.Name ?? throw new TranslationException(
            "messages",
            $"hold a result of call {result.CallId} without the call, and Gemini needs its name; send the call too"));
        json.WriteStartObject("response");
        json.WriteString(result.IsError ? "error" : "output", MessageParts.JoinText(result.Content));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
