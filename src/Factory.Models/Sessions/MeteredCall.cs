using Factory.Contracts.Models;

namespace Factory.Models.Sessions;

/// <summary>One call between its reservation and its settlement. Settles once, in one of three ways.</summary>
internal sealed class MeteredCall(CallMeter meter, WorstCase worstCase, Reservation reservation)
{
    private bool _ended;

    /// <summary>The provider reported what it used.</summary>
    public Task UsedAsync(TokenUsage usage, string? error = null) => EndAsync(usage, meter.PriceOf(usage), error);

    /// <summary>The call may have been paid for, but nobody said what it used: it costs its reservation.</summary>
    public Task UnknownAsync(long outputBytes, string? error) => EndAsync(UsageMapping.Guess(worstCase, outputBytes), reservation.WorstCase, error);

    /// <summary>Nothing was generated.</summary>
    public Task NothingAsync(string error) => EndAsync(default, Usd.Zero, error);

    private async Task EndAsync(TokenUsage usage, Usd cost, string? error)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        meter.Count(usage, cost, error);
        await reservation.SettleAsync(cost);
    }
}
