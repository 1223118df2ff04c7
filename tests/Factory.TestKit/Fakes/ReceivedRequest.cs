using System.Text.Json;
using Factory.Contracts.Models;
using Factory.Domain.Attempts;

namespace Factory.TestKit.Fakes;

/// <summary>One request to the fake server, as a model sees it.</summary>
public sealed class ReceivedRequest
{
    private readonly IReadOnlyList<(string Role, string Text)> _messages;

    internal ReceivedRequest(ModelApi api, JsonElement body, IReadOnlyList<(string Role, string Text)> messages)
    {
        Api = api;
        Body = body.Clone();
        Model = body.GetProperty("model").GetString()!;
        IsStreaming = !body.TryGetProperty("stream", out var stream) ? api == ModelApi.OllamaChat : stream.GetBoolean();
        _messages = messages;
        Prompt = Texts("user").FirstOrDefault() ?? "";
        Kind = Line(PromptFormat.KindPrefix);
        Attempt = int.TryParse(Line(PromptFormat.AttemptPrefix), out var number) ? number : 1;
        ToolResults = [.. Texts("tool")];
    }

    /// <summary>The API of the request.</summary>
    public ModelApi Api { get; }

    /// <summary>The body of the request.</summary>
    public JsonElement Body { get; }

    public string Model { get; }

    public bool IsStreaming { get; }

    /// <summary>The first user message.</summary>
    public string Prompt { get; }

    /// <summary>The task's kind, from the prompt; empty without one.</summary>
    public string Kind { get; }

    /// <summary>The attempt's number, from the prompt; 1 without one.</summary>
    public int Attempt { get; }

    /// <summary>Results of the tools called so far, in order.</summary>
    public IReadOnlyList<string> ToolResults { get; }

    /// <summary>The last message, to which the model responds.</summary>
    public string LastMessage => _messages.Count == 0 ? "" : _messages[^1].Text;

    /// <summary>Number of the model's earlier messages.</summary>
    public int Number => _messages.Count(m => m.Role == "assistant");

    /// <summary>The text that a tag of the prompt encloses; null when there is none.</summary>
    public string? TaggedText(string tag) => PromptFormat.ReadTag(Prompt, tag).LastOrDefault();

    /// <summary>An answer to each warning of the factory in the prompt of a review, for its submission.</summary>
    public object[] AnswerWarnings() => TaggedText(PromptFormat.WarningsTag) is { } warnings
        ? [.. Enumerable.Range(1, JsonDocument.Parse(warnings).RootElement.GetArrayLength())
            .Select(warning => new { warning, comment = "seen" })]
        : [];

    private string Line(string start) =>
        Prompt.Split('\n').FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal))?[start.Length..].Trim() ?? "";

    private IEnumerable<string> Texts(string role) => _messages.Where(m => m.Role == role).Select(m => m.Text);
}
