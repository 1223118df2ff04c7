using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Domain.Attempts;

namespace Factory.Providers.Rehearsal;

/// <summary>A response of the rehearsal model.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Calls">Its tool calls; empty for none.</param>
internal sealed record ScriptedResponse(string Text, IReadOnlyList<ToolCall> Calls)
{
    /// <summary>Creates a response without tool calls.</summary>
    public static ScriptedResponse TextOnly(string text) => new(text, []);

    /// <summary>Creates a response with tool calls.</summary>
    public static ScriptedResponse CallTools(string text, params IEnumerable<ToolCall> calls) => new(text, [.. calls]);

    /// <summary>
    /// Creates a response that submits a result, with the properties of the artifact that the agent provides.
    /// </summary>
    public static ScriptedResponse Submit(string text, object result) => CallTools(text, new ToolCall(
        ToolNames.SubmitResult,
        new Dictionary<string, object?> { ["result"] = JsonSerializer.SerializeToElement(result, FactoryJson.Options) }));
}

/// <summary>A tool call of the rehearsal model.</summary>
/// <param name="Tool">The name of the tool.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ToolCall(string Tool, Dictionary<string, object?> Arguments)
{
    /// <summary>Lists all files.</summary>
    public static ToolCall List() => new(ToolNames.ListFiles, []);

    /// <summary>Reads a file.</summary>
    public static ToolCall Read(string path) => new(ToolNames.ReadFile, new() { ["path"] = path });

    /// <summary>Writes a file.</summary>
    public static ToolCall Write(string path, string content) => new(ToolNames.WriteFile, new() { ["path"] = path, ["content"] = content });

    /// <summary>Replaces a part of a file.</summary>
    public static ToolCall Edit(string path, string oldText, string newText) =>
        new(ToolNames.EditFile, new() { ["path"] = path, ["old_text"] = oldText, ["new_text"] = newText });

    /// <summary>Runs a command.</summary>
    public static ToolCall Run(string command) => new(ToolNames.RunCommand, new() { ["command"] = command });
}
