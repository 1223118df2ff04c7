namespace Factory.Protocols.Canonical;

/// <summary>The result of a tool call.</summary>
/// <param name="CallId">The id of the <see cref="ToolCallPart"/>.</param>
/// <param name="Name">The tool; null until <see cref="MessageNormalizer"/> finds the call.</param>
/// <param name="Content">Text and images only; empty for a tool that returned nothing.</param>
/// <param name="IsError">Whether the tool failed.</param>
internal sealed record ToolResultPart(string CallId, ToolName? Name, IReadOnlyList<ContentPart> Content, bool IsError) : ContentPart;
