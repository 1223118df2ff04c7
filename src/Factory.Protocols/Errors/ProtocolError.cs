using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Errors;

/// <summary>An error in the form in which a protocol's own clients expect it.</summary>
public static class ProtocolError
{
    /// <summary>The whole body of a refused call.</summary>
    /// <param name="status">The HTTP status that goes with it; it decides the vendor's words.</param>
    /// <param name="message">For the user: what, why, what to do; no secrets.</param>
    public static byte[] Body(Protocol client, int status, string message) =>
        JsonText.Write(json => Write(json, client, new Failure(FailureKinds.OfStatus(status), message), status));

    /// <summary>The error as the protocol's chat, messages and generateContent put it, in a body and in a stream alike.</summary>
    internal static void Write(Utf8JsonWriter json, Protocol client, Failure failure, int? status = null)
    {
        var words = FailureKinds.Words(failure.Kind);
        json.WriteStartObject();
        if (client == Protocol.AnthropicMessages)
        {
            json.WriteString("type", "error");
        }

        json.WriteStartObject("error");
        switch (client)
        {
            case Protocol.AnthropicMessages:
                json.WriteString("type", words.Anthropic);
                json.WriteString("message", failure.Message);
                break;
            case Protocol.GeminiGenerate:
                json.WriteNumber("code", status ?? words.Status);
                json.WriteString("message", failure.Message);
                json.WriteString("status", words.Gemini);
                break;
            default:
                json.WriteString("message", failure.Message);
                json.WriteString("type", words.OpenAI);
                json.WriteNull("param");
                json.WriteString("code", words.Code);
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
