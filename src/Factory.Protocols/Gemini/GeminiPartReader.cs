using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>Reads the parts of one conversation or reply in order. Calls without an id get one, results without one go to the first open call of their name.</summary>
internal sealed class GeminiPartReader(string idPrefix, RequestMap? map = null)
{
    /// <summary>What clients send for calls that no Gemini made: Google then checks no signature.</summary>
    public const string NoSignature = "skip_thought_signature_validator";

    private readonly List<(string Id, string Name)> _unanswered = [];
    private int _calls;

    public IEnumerable<ContentPart> Read(Node node)
    {
        var part = JsonObjectReader.Of(node, camelCase: true);
        var parts = new List<ContentPart>();
        var signature = part.Text("thoughtSignature") is { } text && text != NoSignature ? text : null;
        var seal = signature is null ? null : ReasoningSignature.Read(Protocol.GeminiGenerate, signature);
        var thought = part.Flag("thought") ?? false;
        if (thought)
        {
            parts.Add(new ThinkingPart(part.Text("text") ?? "", seal ?? new ReasoningSignature(Protocol.GeminiGenerate, "")));
        }
        else if (seal is not null)
        {
            parts.Add(new ThinkingPart("", seal));
        }

        if (!thought && Content(part) is { } content)
        {
            parts.Add(content);
        }

        part.Done(GeminiRules.Part);
        return parts;
    }

    private ContentPart? Content(JsonObjectReader part)
    {
        if (part.Take("inlineData") is { } data)
        {
            return Image(JsonObjectReader.Of(data, camelCase: true));
        }

        if (part.Take("functionCall") is { } call)
        {
            return Call(JsonObjectReader.Of(call, camelCase: true));
        }

        if (part.Take("functionResponse") is { } response)
        {
            return Result(JsonObjectReader.Of(response, camelCase: true));
        }

        return part.Text("text") is { Length: > 0 } text ? new TextPart(text) : null;
    }

    private static ImagePart Image(JsonObjectReader data)
    {
        var type = data.NeedText("mimeType");
        if (!type.StartsWith("image/", StringComparison.Ordinal))
        {
            throw new TranslationException(data.At("mimeType"), $"{type} cannot be carried to another protocol; send images or text");
        }

        var image = new ImagePart(type, data.NeedText("data"), null);
        data.Done(GeminiRules.InlineData);
        return image;
    }

    private ToolCallPart Call(JsonObjectReader call)
    {
        _calls++;
        var name = call.NeedText("name");
        var id = call.Text("id") is { Length: > 0 } given ? given : $"{idPrefix}{_calls}";
        _unanswered.Add((id, name));
        var read = new ToolCallPart(id, map?.Original(name) ?? new ToolName(name), Arguments.Read(call.Take("args")));
        call.Done(GeminiRules.FunctionCall);
        return read;
    }

    private ToolResultPart Result(JsonObjectReader response)
    {
        var name = response.NeedText("name");
        var given = response.Text("id");
        var open = _unanswered.FindIndex(call => given is { Length: > 0 } ? call.Id == given : call.Name == name);
        if (open < 0 && string.IsNullOrEmpty(given))
        {
            throw new TranslationException(response.At("name"), $"no call of {name} before it is without a result; send the call, or ids in both");
        }

        var id = open < 0 ? given! : _unanswered[open].Id;
        if (open >= 0)
        {
            _unanswered.RemoveAt(open);
        }

        var (text, failed) = Outcome(response.Take("response")?.RawObject());
        var images = response.Items("parts").SelectMany(Read);
        var result = new ToolResultPart(id, new ToolName(name), [.. text.Length == 0 ? Array.Empty<ContentPart>() : [new TextPart(text)], .. images], failed);
        response.Done(GeminiRules.FunctionResponse);
        return result;
    }

    private static (string Text, bool Failed) Outcome(JsonElement? response)
    {
        if (response is not { } value || value.GetPropertyCount() == 0)
        {
            return ("", false);
        }

        var only = value.GetPropertyCount() == 1 ? value.EnumerateObject().First() : default;
        return value.GetPropertyCount() == 1 && only.Value.ValueKind == JsonValueKind.String && only.Name is ("output" or "error")
            ? (new Node(only.Value, "functionResponse.response").Text(), only.Name == "error")
            : (value.GetRawText(), false);
    }
}
