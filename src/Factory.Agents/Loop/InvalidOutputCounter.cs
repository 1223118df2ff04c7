using System.Globalization;
using Factory.Contracts.Errors;

namespace Factory.Agents.Loop;

/// <summary>Counts results that are malformed and answers that hand in nothing; asks again twice, then gives up.</summary>
internal sealed class InvalidOutputCounter
{
    private int _count;

    /// <summary>Counts one.</summary>
    /// <returns>How often the model may still try, in words.</returns>
    /// <exception cref="FactoryException"><c>artifact.malformed</c>, with the errors.</exception>
    public string Add(IReadOnlyList<string> errors)
    {
        if (++_count >= LoopLimits.MaxInvalidOutputs)
        {
            throw new FactoryException(
                ErrorCodes.ArtifactMalformed,
                string.Create(CultureInfo.InvariantCulture, $"The agent submitted no valid result in {_count} tries. The last one: {string.Join(" ", errors)}"),
                "Look at its transcript; retry the task, perhaps with a stronger model.");
        }

        var left = LoopLimits.MaxInvalidOutputs - _count;
        return left == 1 ? "You have one more try." : string.Create(CultureInfo.InvariantCulture, $"You have {left} more tries.");
    }
}
