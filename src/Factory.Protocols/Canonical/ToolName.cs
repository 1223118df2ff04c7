namespace Factory.Protocols.Canonical;

/// <summary>A tool's name as the client wrote it.</summary>
/// <param name="Name">The name within its namespace.</param>
/// <param name="Namespace">OpenAI's responses API groups tools; null everywhere else.</param>
/// <param name="IsCustom">Whether the tool takes free text instead of JSON arguments. In canonical form the text is
/// wrapped in <c>{"input":
/// …}</c>.</param>
internal readonly record struct ToolName(string Name, string? Namespace = null, bool IsCustom = false);
