using Factory.Contracts.Errors;
using Factory.Domain.Metering;
using Factory.Gateway.Metering;

namespace Factory.Gateway.Calls;

/// <summary>Watches that a stream does not cost more than what is reserved for it: providers do not always keep to the output limit.</summary>
internal sealed class StreamBudgetMonitor(IMeteredCall call, CallEstimate estimate)
{
    // Each extension may go to the budget grains: one for every token would cost more than the tokens.
    private const long OutputTokenStep = 256;

    private long _coveredOutput = (long)call.MaxOutputTokens * estimate.Choices;
    private long _coveredInput = estimate.InputTokens;

    /// <summary>Extends the reservation where the stream has outgrown it. Completes at once in the usual case.</summary>
    /// <param name="usage">What is known of the stream's tokens so far.</param>
    /// <returns>Null while the budgets cover the stream; else why it must be cut.</returns>
    public ValueTask<Problem?> CheckAsync(UsageAccumulator usage)
    {
        var output = usage.OutputEstimate;
        var input = usage.Input ?? 0;
        if (output <= _coveredOutput && input <= _coveredInput)
        {
            return default;
        }

        _coveredOutput = Math.Max(_coveredOutput, output + OutputTokenStep);
        _coveredInput = Math.Max(_coveredInput, input);
        return call.ExtendReservationAsync(estimate.MaxCostOf(_coveredInput, _coveredOutput));
    }
}
