namespace Factory.Agents.Tools;

/// <summary>
/// A tool call failed. The message is for the model: it names the subject, the rule and the fix, and contains no path
/// of the host.
/// </summary>
internal sealed class ToolException(string message) : Exception(message);
