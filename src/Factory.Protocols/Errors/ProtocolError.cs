using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Errors;

/// <summary>Errors in the form that clients of an API expect.</summary>
public static class ProtocolError
{
    /// <summary>The body of a rejected or failed call.</summary>
    /// <param name="client">The client's API.</param>
    /// <param name="status">The HTTP status of the reply; it decides the vendor's codes.</param>
    /// <param name="message">For the user: what happened, why, and how to fix it; no secrets.</param>
    public static byte[] Body(ModelApi client, int status, string message) =>
        JsonText.Write(json => Write(json, client, new ApiError(ApiErrorKinds.FromStatus(status), message), status));

    /// <summary>Writes the error object, which chat, messages and generateContent use in a body and in a stream alike.</summary>
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
