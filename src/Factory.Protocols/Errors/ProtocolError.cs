using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Errors;

/// <summary>An error in the form in which a protocol's own clients expect it.</summary>
public static class ProtocolError
{
    /// <summary>The whole body of a refused call.</summary>
    /// <param name="status">The HTTP status that goes with it; it decides the vendor's words.</param>
    /// <param name="message">For the user: what, why, what to do; no secrets.</param>
    public static byte[] Body(ModelApi client, int status, string message) =>
        JsonText.Write(json => Write(json, client, new ApiError(ApiErrorKinds.FromStatus(status), message), status));

    /// <summary>The error as the protocol's chat, messages and generateContent put it, in a body and in a stream alike.</summary>
    internal static void Write(Utf8JsonWriter json, ModelApi client, ApiError error, int? status = null)
    {
        var row = ApiErrorKinds.Get(error.Kind);
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
                json.WriteString("message", error.Message);
                break;
            case ModelApi.GeminiGenerateContent:
                json.WriteNumber("code", status ?? row.Status);
                json.WriteString("message", error.Message);
                json.WriteString("status", row.GeminiStatus);
                break;
            default:
                json.WriteString("message", error.Message);
                json.WriteString("type", row.OpenAIType);
                json.WriteNull("param");
                json.WriteString("code", row.OpenAICode);
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
