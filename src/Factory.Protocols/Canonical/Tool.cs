using System.Text.Json;

namespace Factory.Protocols.Canonical;

/// <summary>A tool that the model can call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does; null where the client sent none.</param>
/// <param name="Schema">JSON Schema of the arguments; null for a tool without arguments and for a custom tool.</param>
/// <param name="Strict">Whether the vendor enforces the schema; null where the client left it open.</param>
/// <param name="InputFormat">The grammar of a custom tool's text; null for any text.</param>
internal sealed record Tool(ToolName Name, string? Description, JsonElement? Schema, bool? Strict = null, JsonElement? InputFormat = null);
