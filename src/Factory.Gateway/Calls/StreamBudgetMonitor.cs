using Factory.Contracts.Errors;
using Factory.Domain.Metering;
using Factory.Gateway.Metering;

namespace Factory.Gateway.Calls;

/// <summary>Watches that a stream does not cost more than what is reserved for it: providers do not always keep to the cap.</summary>
internal sealed class StreamBudgetMonitor(IMeteredCall call, CallEstimate estimate)
{
    // Asking for every token would be a waste.
    private const long OutputTokenStep = 256;

    private long _coveredOutput = (long)call.MaxOutputTokens * estimate.Choices;
    private long _coveredInput = estimate.InputTokens;

    /// <summary>The refusal when the budgets cover no more of it; null while they do.</summary>
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
