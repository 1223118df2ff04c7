namespace Factory.Agents.Tools;

/// <summary>A tool cannot do what was asked. The message names the thing, the rule and the fix, and holds no path of the host: a model reads it.</summary>
internal sealed class ToolException(string message) : Exception(message);
