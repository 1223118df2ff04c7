using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>
/// Reads the parts of one conversation or reply, in order. A call without an id gets one; a result without one answers
/// the first open call of its name.
/// </summary>
/// <param name="idPrefix">The beginning of ids for calls without one.</param>
/// <param name="map">Restores the client's tool names; null in a request.</param>
internal sealed class GeminiPartReader(string idPrefix, RequestMap? map = null)
{
    /// <summary>The signature of a call that no Gemini model made; Google then verifies none.</summary>
    /// <remarks>
    /// ai.google.dev, "Thought signatures", FAQ on histories from other models. Gemini CLI sends it too.
    /// </remarks>
    public const string NoSignature = "skip_thought_signature_validator";

    private readonly List<(string Id, string Name)> _openCalls = [];
    private int _calls;

    /// <summary>Reads one part: its signature, if any, precedes its content.</summary>
    /// <exception cref="TranslationException">Malformed, or content that no other API can express.</exception>
    public IEnumerable<ContentPart> Read(JsonValueReader node)
    {
        var part = JsonObjectReader.Create(node, camelCase: true);
        var parts = new List<ContentPart>();
        var signature = part.Text("thoughtSignature") is { } text && text != NoSignature ? text : null;
        var proof = signature is null ? null : ReasoningSignature.Unwrap(ModelApi.GeminiGenerateContent, signature);
        var thought = part.Flag("thought") ?? false;
        if (thought)
        {
            parts.Add(new ReasoningPart(part.Piece("text"), proof ?? new ReasoningSignature(ModelApi.GeminiGenerateContent, "")));
        }
        else if (proof is not null)
        {
            parts.Add(new ReasoningPart("", proof));
        }

        if (!thought && ReadContent(part) is { } content)
        {
            parts.Add(content);
        }

        part.RejectUnread(GeminiRules.Part);
        return parts;
    }

    private ContentPart? ReadContent(JsonObjectReader part)
    {
        if (part.Take("inlineData") is { } data)
        {
            return ReadImage(JsonObjectReader.Create(data, camelCase: true));
        }

        if (part.Take("functionCall") is { } call)
        {
            return ReadFunctionCall(JsonObjectReader.Create(call, camelCase: true));
        }

        if (part.Take("functionResponse") is { } response)
        {
            return ReadFunctionResponse(JsonObjectReader.Create(response, camelCase: true));
        }

        return part.Piece("text") is { Length: > 0 } text ? new TextPart(text) : null;
    }

    private static ImagePart ReadImage(JsonObjectReader data)
    {
        var type = data.RequiredText("mimeType");
        if (!type.StartsWith("image/", StringComparison.Ordinal))
        {
            throw new TranslationException(data.PathOf("mimeType"), $"{type} cannot be translated to another API; send images or text");
        }

        var image = new ImagePart(type, data.RequiredText("data"), null);
        data.RejectUnread(GeminiRules.InlineData);
        return image;
    }

    private ToolCallPart ReadFunctionCall(JsonObjectReader call)
    {
        _calls++;
        var name = call.RequiredText("name");
        var id = call.Text("id") is { Length: > 0 } given ? given : $"{idPrefix}{_calls}";
        _openCalls.Add((id, name));
        var read = new ToolCallPart(id, map?.OriginalName(name) ?? new ToolName(name), ToolArguments.Read(call.Take("args")));
        call.RejectUnread(GeminiRules.FunctionCall);
        return read;
    }

    private ToolResultPart ReadFunctionResponse(JsonObjectReader response)
    {
        var name = response.RequiredText("name");
        var given = response.Text("id");

        // Before Gemini 3 calls have no ids and clients send results by name, in the order of the calls.
        var open = _openCalls.FindIndex(call => given is { Length: > 0 } ? call.Id == given : call.Name == name);
        if (open < 0 && string.IsNullOrEmpty(given))
        {
            throw new TranslationException(
                response.PathOf("name"),
                $"no call of {name} before it is without a result; send the call, or ids in both");
        }

        var id = open < 0 ? given! : _openCalls[open].Id;
        if (open >= 0)
        {
            _openCalls.RemoveAt(open);
        }

        var (text, failed) = ReadOutcome(response.Take("response")?.RawObject());
        List<ContentPart> content =
        [
            .. text.Length == 0 ? Array.Empty<ContentPart>() : [new TextPart(text)],
            .. response.Items("parts").SelectMany(Read),
        ];
        var result = new ToolResultPart(
            id,
            new ToolName(name),
            MessageParts.RequireResultContent(content, response.PathOf("parts")),
            failed);
        response.RejectUnread(GeminiRules.FunctionResponse);
        return result;
    }

    private static (string Text, bool Failed) ReadOutcome(JsonElement? response)
    {
        if (response is not { } value || value.GetPropertyCount() == 0)
        {
            return ("", false);
        }

        // Google's convention: "output" for the result, "error" for a failure, any other object is the result itself
        // (FunctionResponse.response).
        var only = value.GetPropertyCount() == 1 ? value.EnumerateObject().First() : default;
        return value.GetPropertyCount() == 1 && only.Value.ValueKind == JsonValueKind.String && only.Name is ("output" or "error")
            ? (new JsonValueReader(only.Value, "functionResponse.response").Text(), only.Name == "error")
            : (value.GetRawText(), false);
    }
}
