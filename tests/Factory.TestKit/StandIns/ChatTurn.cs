using System.Text.Json;
using Factory.Domain.Attempts;

namespace Factory.TestKit.StandIns;

/// <summary>One request to the stand-in, read the way a model would read it.</summary>
public sealed class ChatTurn
{
    private readonly IReadOnlyList<(string Role, string Text)> _messages;

    internal ChatTurn(ModelWire wire, JsonElement body, IReadOnlyList<(string Role, string Text)> messages)
    {
        Wire = wire;
        Body = body.Clone();
        Model = body.GetProperty("model").GetString()!;
        Streams = !body.TryGetProperty("stream", out var stream) ? wire == ModelWire.Ollama : stream.GetBoolean();
        _messages = messages;
        Brief = Texts("user").FirstOrDefault() ?? "";
        Kind = Line(PromptFormat.KindLine);
        Attempt = int.TryParse(Line(PromptFormat.AttemptLine), out var number) ? number : 1;
        Results = [.. Texts("tool")];
    }

    /// <summary>The format it came in.</summary>
    public ModelWire Wire { get; }

    /// <summary>The request as it came.</summary>
    public JsonElement Body { get; }

    public string Model { get; }

    public bool Streams { get; }

    /// <summary>The first user message.</summary>
    public string Brief { get; }

    /// <summary>The task's kind, as the brief says.</summary>
    public string Kind { get; }

    /// <summary>The attempt's number, as the brief says.</summary>
    public int Attempt { get; }

    /// <summary>Results of the tools called so far, in order.</summary>
    public IReadOnlyList<string> Results { get; }

    /// <summary>The last message of the factory: what the model answers to.</summary>
    public string Last => _messages.Count == 0 ? "" : _messages[^1].Text;

    /// <summary>The turn's number: how often the model has spoken before.</summary>
    public int Number => _messages.Count(m => m.Role == "assistant");

    /// <summary>The text between a tag of the brief; null when there is none.</summary>
    public string? Fenced(string tag) => PromptFormat.Read(Brief, tag).LastOrDefault();

    private string Line(string start) =>
        Brief.Split('\n').FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal))?[start.Length..].Trim() ?? "";

    private IEnumerable<string> Texts(string role) => _messages.Where(m => m.Role == role).Select(m => m.Text);
}
