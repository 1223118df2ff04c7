using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>The common part of a complete reply and of a stream.</summary>
internal static class AnthropicMessage
{
    /// <summary>Writes the fields of a message before its content.</summary>
    public static void WriteHead(Utf8JsonWriter json, TranslationContext context)
    {
        json.WriteString("id", $"msg_{context.CallId}");
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", context.ClientModel);
    }

    /// <summary>Reads an <c>error</c> object.</summary>
    public static ApiError ReadError(JsonObjectReader error) =>
        new(VendorErrors.FromName(error.Text("type")), error.Text("message") ?? ApiError.NoMessage);
}
