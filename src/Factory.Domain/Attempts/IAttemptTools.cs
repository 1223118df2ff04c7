using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Factory.Domain.Attempts;

/// <summary>
/// The factory's own tools of attempts whose work a coding CLI does: it submits the result and asks the operator through
/// them, as the built-in loop does.
/// </summary>
public interface IAttemptTools
{
    /// <summary>The tools of an attempt; null when it is not at work on this silo.</summary>
    IReadOnlyList<AIFunctionDeclaration>? Find(AttemptId attempt);

    /// <summary>Calls a tool. Failures of the tool are results; a question waits for its answer.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="tool">The tool's name; it need not exist.</param>
    /// <param name="arguments">Its arguments. Untrusted.</param>
    /// <param name="cancellationToken">Ends the wait; what the tool has begun is not undone.</param>
    /// <returns>Null when the attempt is not at work on this silo.</returns>
    Task<AttemptToolResult?> CallAsync(
        AttemptId attempt,
        string tool,
        IReadOnlyDictionary<string, JsonElement> arguments,
        CancellationToken cancellationToken);
}

/// <summary>What a tool returned to the agent.</summary>
/// <param name="Text">For the model.</param>
/// <param name="IsError">True when the call failed.</param>
public sealed record AttemptToolResult(string Text, bool IsError);
