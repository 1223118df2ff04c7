using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Factory.Domain.Attempts;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>Questions to the operator.</summary>
internal sealed class OperatorPlugin(Func<string, CancellationToken, Task<string>> ask)
{
    private const int MaxLength = 2_000;

    [KernelFunction(ToolNames.AskOperator)]
    [Description("Asks the operator a question and waits for the answer, which may take hours. Ask only what you cannot decide yourself and what changes the result.")]
    public async Task<ToolResult> AskAsync([Required, Description("The question, with the choices you see.")] string question, CancellationToken cancellationToken = default)
    {
        question = question.Trim();
        if (question.Length > MaxLength)
        {
            throw new ToolException($"The question has {question.Length} characters: {MaxLength} are allowed. Shorten it.");
        }

        return new ToolResult("The operator answers: " + await ask(question, cancellationToken), "got an answer from the operator");
    }
}
