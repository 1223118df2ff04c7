using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>The result of a tool call.</summary>
/// <param name="Text">The result for the model.</param>
/// <param name="Action">What was done, in one line for people: <c>wrote src/Tip.cs</c>.</param>
/// <param name="IsError">True when the call failed.</param>
/// <param name="Changed">True when the call changed the working copy.</param>
internal sealed record ToolResult(string Text, string Action, bool IsError = false, bool Changed = false)
{
    /// <summary>Creates the result of a failed call.</summary>
    public static ToolResult Error(string tool, string message) => new("Error: " + message, $"{tool} failed", IsError: true);

    /// <summary>Returns the result of the function that a filter surrounds.</summary>
    public static ToolResult Of(FunctionInvocationContext context) => context.Result.GetValue<ToolResult>()!;

    /// <summary>Replaces the result of the function.</summary>
    public void ApplyTo(FunctionInvocationContext context) => context.Result = new FunctionResult(context.Function, this);
}
