namespace Factory.Metering;

/// <summary>Sizes and times of the meter; tests make them small.</summary>
internal sealed class MeterOptions
{
    /// <value>A lease's share of the innermost cap: 1/20. Larger means fewer writes, and more that stays spent after a crash.</value>
    public int CapDivisor { get; set; } = 20;

    /// <value>A lease's share of what is left: 1/4, so that the last of it is not in one hand.</value>
    public int RemainingDivisor { get; set; } = 4;

    /// <value>Ledger rows on their way to disk before calls wait to begin: 10,000.</value>
    public int MaxPendingRows { get; set; } = 10_000;

    /// <value>How long rows are gathered before they are written: 50 milliseconds. Under load it makes few large commits of many small ones; whoever waits for rows cuts it short.</value>
    public TimeSpan FlushDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <value>How long calls of a closed holder may go on before they are settled for it: 30 seconds.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <value>How often leases are looked at that nobody uses: 1 minute.</value>
    public TimeSpan IdleScanInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <value>A holder without a call for so long gives its lease back: 5 minutes.</value>
    public TimeSpan IdleLeaseTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <value>How long a closed holder is known as closed: one day, longer than any request of its can be on its way.</value>
    public TimeSpan ClosedAccountRetention { get; set; } = TimeSpan.FromDays(1);
}
