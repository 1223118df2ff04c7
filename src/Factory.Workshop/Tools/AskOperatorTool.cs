using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Workshop.Tools;

/// <summary>Asks the operator and waits for the answer.</summary>
internal sealed class AskOperatorTool(Func<string, CancellationToken, Task<string>> ask) : ITool
{
    private const int MaxLength = 2_000;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declaration { get; } = new ToolSchema(
            ToolNames.AskOperator,
            "Asks the operator a question and waits for the answer, which may take hours. Ask only what you cannot decide yourself and what changes the result.")
        .Text("question", "The question, with the choices you see.")
        .Build();

    /// <inheritdoc/>
    public ToolAccess Access => ToolAccess.Write;

    /// <inheritdoc/>
    public async Task<ToolResult> RunAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var question = arguments.FilledText("question").Trim();
        if (question.Length > MaxLength)
        {
            throw new ToolFailure($"The question has {question.Length} characters: {MaxLength} are allowed. Shorten it.");
        }

        return new ToolResult("The operator answers: " + await ask(question, cancellationToken), "got an answer from the operator");
    }
}
