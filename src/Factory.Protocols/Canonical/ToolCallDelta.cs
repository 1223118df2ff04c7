namespace Factory.Protocols.Canonical;

/// <summary>A piece of a tool call in a stream.</summary>
/// <param name="Index">The provider's index of the call.</param>
/// <param name="Id">The call's id; empty where the provider does not repeat it, or gives none at all.</param>
/// <param name="Name">The tool, under its flat name; null or empty where the provider does not repeat it.</param>
/// <param name="Arguments">More of the arguments; may be empty.</param>
/// <param name="Path">The field, for errors.</param>
public readonly record struct ToolCallDelta(long Index, string Id, string? Name, string Arguments, string Path);
