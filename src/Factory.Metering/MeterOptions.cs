namespace Factory.Metering;

/// <summary>Sizes and times of the meter; tests make them small.</summary>
internal sealed class MeterOptions
{
    /// <value>
    /// A lease's share of the innermost cap: 1/20. Larger means fewer writes, and more that stays spent after a crash.
    /// </value>
    public int CapDivisor { get; set; } = 20;

    /// <value>A lease's share of what is left: 1/4, so that one account does not take the last of it.</value>
    public int RemainingDivisor { get; set; } = 4;

    /// <value>Ledger rows that may wait for the disk before new calls wait: 10,000.</value>
    public int MaxPendingRows { get; set; } = 10_000;

    /// <value>
    /// How long rows are gathered before they are written: 50 milliseconds. Under load it turns many small commits into
    /// few large ones; a caller that waits for rows ends it early.
    /// </value>
    public TimeSpan FlushDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <value>
    /// How long calls of a closed account may go on before they are settled at their reservation: 30 seconds.
    /// </value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <value>
    /// How long closing an account waits for its ledger rows once its calls have ended: 10 seconds. Where the disk takes
    /// longer, the lease stays open and is closed later.
    /// </value>
    public TimeSpan RowWriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <value>How often idle leases are searched for: 1 minute.</value>
    public TimeSpan IdleScanInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <value>After how long without a call an account gives its lease back: 5 minutes.</value>
    public TimeSpan IdleLeaseTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <value>
    /// How long a closed account is remembered: one day, longer than a request of its principal can be under way.
    /// </value>
    public TimeSpan ClosedAccountRetention { get; set; } = TimeSpan.FromDays(1);
}
