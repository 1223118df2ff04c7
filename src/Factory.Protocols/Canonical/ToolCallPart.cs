namespace Factory.Protocols.Canonical;

/// <summary>A call of a tool by the model.</summary>
/// <param name="Id">Ties the call to its <see cref="ToolResultPart"/>.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The arguments exactly as the model wrote them: a JSON object as a rule, cut-off text where
/// the output limit hit.</param>
internal sealed record ToolCallPart(string Id, ToolName Name, string Arguments) : ContentPart;
