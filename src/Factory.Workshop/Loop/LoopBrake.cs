using System.Globalization;
using Factory.Contracts.Errors;
using Factory.Workshop.Tools;

namespace Factory.Workshop.Loop;

/// <summary>Stops an agent that does the same over and over: the same call with the same outcome, while nothing changed in between.</summary>
internal sealed class LoopBrake
{
    private readonly Dictionary<string, int> _looks = [];
    private readonly Dictionary<string, int> _changes = [];

    /// <summary>Counts a call.</summary>
    /// <returns>A warning for the model; null when there is none.</returns>
    /// <exception cref="FactoryException"><c>attempt.limit_reached</c>: once too often.</exception>
    public string? Observe(string tool, string arguments, ToolResult result)
    {
        // Digits do not count: a command that prints how long it took is still the same.
        var outcome = result.Changed ? "" : string.Concat(result.Text.Where(c => !char.IsAsciiDigit(c)));
        var counts = result.Changed ? _changes : _looks;
        var key = $"{tool}\n{arguments}\n{outcome}";
        var count = counts[key] = counts.GetValueOrDefault(key) + 1;
        if (result.Changed)
        {
            _looks.Clear();
        }

        if (count >= LoopLimits.MaxRepeats)
        {
            throw new FactoryException(
                ErrorCodes.LimitReached,
                string.Create(CultureInfo.InvariantCulture, $"The agent went in circles: it called {tool} {count} times with the same arguments and the same outcome."),
                "Look at its transcript; retry the task, perhaps with a stronger model.");
        }

        return count < LoopLimits.WarnAtRepeats
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"(You made this very call {count} times, with the same outcome. Do something else; after {LoopLimits.MaxRepeats} times your work is stopped.)");
    }
}
