using Factory.Contracts.Errors;
using Factory.Domain.Metering;

namespace Factory.Metering.Calls;

/// <summary>
/// Decides where a streamed response is cut: where the budgets of its call cover no more of it. Until then it reserves
/// more where the response needs more: not all providers keep to the output cap, and a bound by size can be too low.
/// Who streams (the gateway's forwarder, the agent loop) asks it after each piece, and stops at the first reason.
/// </summary>
/// <param name="reservation">The call's reservation.</param>
/// <param name="estimate">What it was made for.</param>
/// <param name="outputCap">The output tokens that it covers, over all choices.</param>
internal sealed class StreamBudgetCutoff(IMeteredCall reservation, CallEstimate estimate, long outputCap)
{
    // Extending the reservation for every single token would take the account's lock for each.
    private const long OutputTokenStep = 256;

    private long _coveredOutput = outputCap;

    /// <summary>What the call can use at most, as far as the budgets were asked.</summary>
    public UsageBound Bound => new(estimate, _coveredOutput);

    /// <summary>Returns null while the budgets cover the response; else the reason why it must be cut.</summary>
    /// <param name="usage">What arrived until now.</param>
    public ValueTask<Problem?> CheckAsync(UsageAccumulator usage)
    {
        // By the size of what arrived, not by what the provider says: it can say anything, and often says it only when
        // everything has been generated.
        if (usage.EstimatedOutput <= _coveredOutput)
        {
            return default;
        }

        _coveredOutput = usage.EstimatedOutput + OutputTokenStep;
        return reservation.ExtendReservationAsync(estimate.MaxCostOf(estimate.InputTokens, _coveredOutput));
    }
}
