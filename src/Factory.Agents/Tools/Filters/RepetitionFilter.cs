using System.Globalization;
using Factory.Agents.Loop;
using Factory.Contracts.Errors;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools.Filters;

/// <summary>
/// Stops an agent that repeats the same call with the same result while nothing changes. It is the outermost filter, so
/// that rejected calls count too.
/// </summary>
internal sealed class RepetitionFilter : IFunctionInvocationFilter
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _reads = [];
    private readonly Dictionary<string, int> _changes = [];

    /// <inheritdoc/>
    /// <exception cref="FactoryException"><c>attempt.limit_reached</c>: the call was repeated too often.</exception>
    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        await next(context);
        var (call, result) = (ToolCall.Of(context.Arguments), ToolResult.Of(context));
        var count = Count($"{call.Name}\n{call.ArgumentsJson}\n", result);
        if (count >= LoopLimits.MaxRepeats)
        {
            throw new FactoryException(
                ErrorCodes.AttemptLimitReached,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The agent repeated itself: it called {call.Name} {count} times with the same arguments and the same result."),
                "See its transcript, then retry the task, if necessary with a stronger model.");
        }

        if (count >= LoopLimits.WarnAtRepeats)
        {
            var warning = string.Create(
                CultureInfo.InvariantCulture,
                $"(You made the same call {count} times with the same result. Do something else; after {LoopLimits.MaxRepeats} times " +
                $"you are stopped.)");
            (result with { Text = $"{result.Text}\n{warning}" }).ApplyTo(context);
        }
    }

    private int Count(string call, ToolResult result)
    {
        // Digits are ignored: a command that prints how long it took has the same result.
        var key = result.Changed ? call : call + string.Concat(result.Text.Where(c => !char.IsAsciiDigit(c)));
        lock (_lock)
        {
            var counts = result.Changed ? _changes : _reads;
            if (result.Changed)
            {
                // After a change, reading the same file or running the same tests again is progress.
                _reads.Clear();
            }

            return counts[key] = counts.GetValueOrDefault(key) + 1;
        }
    }
}
