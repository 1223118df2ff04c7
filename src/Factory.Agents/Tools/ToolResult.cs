using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>Result of a call.</summary>
/// <param name="Text">For the model.</param>
/// <param name="Action">For people, one line: <c>wrote src/Tip.cs</c>.</param>
/// <param name="IsError">True when it did not work.</param>
/// <param name="Changed">True when the working copy is different now.</param>
internal sealed record ToolResult(string Text, string Action, bool IsError = false, bool Changed = false)
{
    /// <summary>A call that did not work; the text says how to do it right.</summary>
    public static ToolResult Error(string tool, string message) => new("Error: " + message, $"{tool} failed", IsError: true);

    /// <summary>Result of the function that a filter stands around.</summary>
    public static ToolResult Of(FunctionInvocationContext context) => context.Result.GetValue<ToolResult>()!;

    /// <summary>Makes this the result of it.</summary>
    public void ApplyTo(FunctionInvocationContext context) => context.Result = new FunctionResult(context.Function, this);
}
