using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Factory.Domain.Attempts;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>The tool that asks the operator a question.</summary>
internal sealed class OperatorPlugin(Func<string, CancellationToken, Task<string>> ask)
{
    private const int MaxLength = 2_000;

    /// <summary>Asks a question.</summary>
    [KernelFunction(ToolNames.AskOperator)]
    [Description("Asks the operator a question and waits for the answer, which can take hours. Ask only about decisions that you cannot " +
        "make yourself and that affect the result.")]
    public async Task<ToolResult> AskAsync(
        [Required, Description("The question, with the possible answers.")] string question,
        CancellationToken cancellationToken = default)
    {
        question = question.Trim();
        if (question.Length > MaxLength)
        {
            throw new ToolException($"The question has {question.Length} characters; at most {MaxLength} are allowed. Shorten it.");
        }

        return new ToolResult("Answer of the operator: " + await ask(question, cancellationToken), "received an answer from the operator");
    }
}
