using System.Globalization;
using Factory.Agents.Loop;
using Factory.Contracts.Errors;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools.Filters;

/// <summary>Stops an agent that does the same over and over: the same call with the same outcome, while nothing changed in between. Outermost, so that refused calls count too.</summary>
internal sealed class RepetitionFilter : IFunctionInvocationFilter
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _reads = [];
    private readonly Dictionary<string, int> _changes = [];

    /// <inheritdoc/>
    /// <exception cref="FactoryException"><c>attempt.limit_reached</c>: once too often.</exception>
    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        await next(context);
        var (call, result) = (ToolCall.Of(context.Arguments), ToolResult.Of(context));
        var count = Count($"{call.Name}\n{call.ArgumentsJson}\n", result);
        if (count >= LoopLimits.MaxRepeats)
        {
            throw new FactoryException(
                ErrorCodes.AttemptLimitReached,
                string.Create(CultureInfo.InvariantCulture, $"The agent went in circles: it called {call.Name} {count} times with the same arguments and the same outcome."),
                "Look at its transcript; retry the task, perhaps with a stronger model.");
        }

        if (count >= LoopLimits.WarnAtRepeats)
        {
            var warning = string.Create(CultureInfo.InvariantCulture, $"(You made this very call {count} times, with the same outcome. Do something else; after {LoopLimits.MaxRepeats} times your work is stopped.)");
            (result with { Text = $"{result.Text}\n{warning}" }).ApplyTo(context);
        }
    }

    private int Count(string call, ToolResult result)
    {
        // Digits do not count: a command that prints how long it took is still the same.
        var key = result.Changed ? call : call + string.Concat(result.Text.Where(c => !char.IsAsciiDigit(c)));
        lock (_lock)
        {
            var counts = result.Changed ? _changes : _reads;
            if (result.Changed)
            {
                _reads.Clear();
            }

            return counts[key] = counts.GetValueOrDefault(key) + 1;
        }
    }
}
