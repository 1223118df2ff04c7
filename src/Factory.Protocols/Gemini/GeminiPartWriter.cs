using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>Parts of contents and of candidates. A seal without text stands on the part behind it.</summary>
internal static class GeminiPartWriter
{
    /// <param name="signCalls">In a history the first call of a turn must bear a signature, or the word that there is none.</param>
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
                signature = reasoning.Signature is { Issuer: ModelApi.GeminiGenerateContent, Payload.Length: 0 } ? null : reasoning.Signature.WrapFor(ModelApi.GeminiGenerateContent);
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
        if (signature is not null)
        {
            Write(json, new TextPart(""), signature);
        }
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result)
    {
        json.WriteStartObject("functionResponse");
        json.WriteString("id", ToolCallIds.LimitLength(result.CallId));
        json.WriteString("name", result.Name?.Name ?? throw new TranslationException(result.CallId, "is a result without its call; send the call too"));
        json.WriteStartObject("response");
        json.WriteString(result.IsError ? "error" : "output", string.Join("\n\n", result.Content.OfType<TextPart>().Select(part => part.Text)));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
