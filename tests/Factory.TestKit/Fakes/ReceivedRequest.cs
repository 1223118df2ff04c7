using System.Text.Json;
using Factory.Contracts.Models;
using Factory.Domain.Attempts;

namespace Factory.TestKit.Fakes;

/// <summary>One request to the fake server, read the way a model would read it.</summary>
public sealed class ReceivedRequest
{
    private readonly IReadOnlyList<(string Role, string Text)> _messages;

    internal ReceivedRequest(ModelApi wire, JsonElement body, IReadOnlyList<(string Role, string Text)> messages)
    {
        Api = wire;
        Body = body.Clone();
        Model = body.GetProperty("model").GetString()!;
        IsStreaming = !body.TryGetProperty("stream", out var stream) ? wire == ModelApi.OllamaChat : stream.GetBoolean();
        _messages = messages;
        Prompt = Texts("user").FirstOrDefault() ?? "";
        Kind = Line(PromptFormat.KindPrefix);
        Attempt = int.TryParse(Line(PromptFormat.AttemptPrefix), out var number) ? number : 1;
        ToolResults = [.. Texts("tool")];
    }

    /// <summary>The format it came in.</summary>
    public ModelApi Api { get; }

    /// <summary>The request as it came.</summary>
    public JsonElement Body { get; }

    public string Model { get; }

    public bool IsStreaming { get; }

    /// <summary>The first user message.</summary>
    public string Prompt { get; }

    /// <summary>The task's kind, as the brief says.</summary>
    public string Kind { get; }

    /// <summary>The attempt's number, as the brief says.</summary>
    public int Attempt { get; }

    /// <summary>Results of the tools called so far, in order.</summary>
    public IReadOnlyList<string> ToolResults { get; }

    /// <summary>The last message of the factory: what the model answers to.</summary>
    public string LastMessage => _messages.Count == 0 ? "" : _messages[^1].Text;

    /// <summary>The turn's number: how often the model has spoken before.</summary>
    public int Number => _messages.Count(m => m.Role == "assistant");

    /// <summary>The text between a tag of the brief; null when there is none.</summary>
    public string? TaggedText(string tag) => PromptFormat.ReadTag(Prompt, tag).LastOrDefault();

    private string Line(string start) =>
        Prompt.Split('\n').FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal))?[start.Length..].Trim() ?? "";

    private IEnumerable<string> Texts(string role) => _messages.Where(m => m.Role == role).Select(m => m.Text);
}
