using System.Globalization;
using Factory.Contracts.Errors;

namespace Factory.Agents.Loop;

/// <summary>Counts malformed results and messages without a tool call. The third one fails the attempt.</summary>
internal sealed class InvalidOutputCounter
{
    private int _count;

    /// <summary>Counts one invalid output.</summary>
    /// <param name="errors">What is wrong with it.</param>
    /// <returns>A sentence that states how many tries are left.</returns>
    /// <exception cref="FactoryException"><c>artifact.malformed</c>: no tries are left.</exception>
    public string Add(IReadOnlyList<string> errors)
    {
        if (++_count >= LoopLimits.MaxInvalidOutputs)
        {
            throw new FactoryException(
                ErrorCodes.ArtifactMalformed,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The agent submitted no valid result in {_count} tries. Last error: {string.Join(" ", errors)}"),
                "See its transcript, then retry the task, if necessary with a stronger model.");
        }

        var left = LoopLimits.MaxInvalidOutputs - _count;
        return left == 1 ? "You have one try left." : string.Create(CultureInfo.InvariantCulture, $"You have {left} tries left.");
    }
}
