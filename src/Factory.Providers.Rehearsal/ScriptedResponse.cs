using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Domain.Attempts;

namespace Factory.Providers.Rehearsal;

/// <summary>What the model says and does next.</summary>
internal sealed record ScriptedResponse(string Text, IReadOnlyList<ToolCall> Calls)
{
    public static ScriptedResponse TextOnly(string text) => new(text, []);

    public static ScriptedResponse CallTools(string text, params IEnumerable<ToolCall> calls) => new(text, [.. calls]);

    /// <summary>Hands in a result; its JSON is the artifact's without what the factory fills in.</summary>
    public static ScriptedResponse Submit(string text, object result) => CallTools(text, new ToolCall(
        ToolNames.SubmitResult,
        new Dictionary<string, object?> { ["result"] = JsonSerializer.SerializeToElement(result, FactoryJson.Options) }));
}

/// <summary>A tool call.</summary>
internal sealed record ToolCall(string Tool, Dictionary<string, object?> Arguments)
{
    public static ToolCall List() => new(ToolNames.ListFiles, []);

    public static ToolCall Read(string path) => new(ToolNames.ReadFile, new() { ["path"] = path });

    public static ToolCall Write(string path, string content) => new(ToolNames.WriteFile, new() { ["path"] = path, ["content"] = content });

    public static ToolCall Edit(string path, string oldText, string newText) => new(ToolNames.EditFile, new() { ["path"] = path, ["old_text"] = oldText, ["new_text"] = newText });

    public static ToolCall Run(string command) => new(ToolNames.RunCommand, new() { ["command"] = command });
}
