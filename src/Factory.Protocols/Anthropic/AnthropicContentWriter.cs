using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Content blocks of requests and replies.</summary>
internal static class AnthropicContentWriter
{
    /// <summary>Writes a block for each part into the open array.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<ContentPart> parts)
    {
        foreach (var part in parts)
        {
            json.WriteStartObject();
            switch (part)
            {
                case TextPart text:
                    WriteText(json, text.Text);
                    break;
                case RefusalPart refusal:
                    WriteText(json, refusal.Text);
                    break;
                case ImagePart image:
                    WriteImage(json, image);
                    break;
                case ToolCallPart call:
                    json.WriteString("type", "tool_use");
                    json.WriteString("id", ToolCallIds.Sanitize(call.Id));
                    json.WriteString("name", call.Name.Name);
                    ToolArguments.Write(json, "input", call.Arguments);
                    break;
                case ToolResultPart result:
                    WriteResult(json, result);
                    break;
                case ReasoningPart { Signature: { IsRedacted: true, Issuer: ModelApi.AnthropicMessages } signature }:
                    // Redacted reasoning has a block type and a field of its own; under signature Anthropic would
                    // reject the ciphertext.
                    json.WriteString("type", "redacted_thinking");
                    json.WriteString("data", signature.Payload);
                    break;
                case ReasoningPart reasoning:
                    json.WriteString("type", "thinking");
                    json.WriteString("thinking", reasoning.Text);
                    json.WriteString("signature", reasoning.Signature.WrapFor(ModelApi.AnthropicMessages));
                    break;
            }

            json.WriteEndObject();
        }
    }

    /// <summary>Whether Anthropic accepts the part in a request: a text of white space only is rejected.</summary>
    public static bool IsAccepted(ContentPart part)
    {
        // "messages: text content blocks must contain non-whitespace text" (400). Models write such texts, often "\n\n"
        // before a call, and agents send the complete response back, so a conversation that began at another vendor could
        // never move to Claude.
        return part is not (TextPart or RefusalPart) || !string.IsNullOrWhiteSpace((part as TextPart)?.Text ?? (part as RefusalPart)?.Text);
    }

    private static void WriteText(Utf8JsonWriter json, string text)
    {
        json.WriteString("type", "text");
        json.WriteString("text", text);
    }

    private static void WriteImage(Utf8JsonWriter json, ImagePart image)
    {
        json.WriteString("type", "image");
        json.WriteStartObject("source");
        json.WriteString("type", image.Url is null ? "base64" : "url");
        json.WriteStringIfNotNull("media_type", image.MediaType);
        json.WriteStringIfNotNull("data", image.Base64);
        json.WriteStringIfNotNull("url", image.Url);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result)
    {
        json.WriteString("type", "tool_result");
        json.WriteString("tool_use_id", ToolCallIds.Sanitize(result.CallId));
        var content = result.Content.Where(IsAccepted).ToList();
        if (content is [TextPart only])
        {
            json.WriteString("content", only.Text);
        }
        else if (content.Count > 0)
        {
            json.WriteStartArray("content");
            Write(json, content);
            json.WriteEndArray();
        }

        if (result.IsError)
        {
            json.WriteBoolean("is_error", true);
        }
    }
}
