using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

internal static class AnthropicContentWriter
{
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
        if (result.Content is [TextPart only])
        {
            json.WriteString("content", only.Text);
        }
        else if (result.Content.Count > 0)
        {
            json.WriteStartArray("content");
            Write(json, result.Content);
            json.WriteEndArray();
        }

        if (result.IsError)
        {
            json.WriteBoolean("is_error", true);
        }
    }
}
