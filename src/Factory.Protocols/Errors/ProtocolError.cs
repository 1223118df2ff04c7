using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Errors;

/// <summary>Writes an error in the form that the clients of an API expect.</summary>
public static class ProtocolError
{
    /// <summary>The body of an error response.</summary>
    /// <param name="client">The client's API.</param>
    /// <param name="kind">Why; it decides the vendor's values.</param>
    /// <param name="message">For the user: what, why, what to do; no secrets.</param>
    /// <param name="status">The HTTP status that goes with it, for Gemini; null for the kind's own.</param>
    /// <param name="code">OpenAI's <c>error.code</c>, where there is a more specific one; null for the kind's
    /// own.</param>
    public static byte[] WriteBody(ModelApi client, ApiErrorKind kind, string message, int? status = null, string? code = null) =>
        JsonText.Write(json => Write(json, client, new ApiError(kind, message), status, code));

    /// <summary>The error as chat, messages and generateContent have it, in a body and in a stream alike.</summary>
    internal static void Write(Utf8JsonWriter json, ModelApi client, ApiError error, int? status = null, string? code = null)
    {
        var row = VendorErrors.Get(error.Kind);
        var message = ContextOverflow.Describe(client, error);
        json.WriteStartObject();
        if (client == ModelApi.AnthropicMessages)
        {
            json.WriteString("type", "error");
        }

        json.WriteStartObject("error");
        switch (client)
        {
            case ModelApi.AnthropicMessages:
                json.WriteString("type", row.AnthropicType);
                json.WriteString("message", message);
                break;
            case ModelApi.GeminiGenerateContent:
                json.WriteNumber("code", status ?? row.Status);
                json.WriteString("message", message);
                json.WriteString("status", row.GeminiStatus);
                break;
            default:
                json.WriteString("message", message);
                json.WriteString("type", row.OpenAIType);
                json.WriteNull("param");
                json.WriteString("code", code ?? row.OpenAICode);
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
