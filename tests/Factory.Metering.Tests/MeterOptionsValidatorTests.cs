namespace Factory.Metering.Tests;

public sealed class MeterOptionsValidatorTests
{
    private static readonly (Action<MeterOptions> Make, string Key)[] Mistakes =
    [
        (o => o.CapDivisor = 0, "CapDivisor"),
        (o => o.RemainingDivisor = 0, "RemainingDivisor"),
        (o => o.MaxPendingRows = 0, "MaxPendingRows"),
        (o => o.FlushDelay = TimeSpan.FromMinutes(1), "FlushDelay"),
        (o => o.DrainTimeout = TimeSpan.FromSeconds(-1), "DrainTimeout"),
        (o => o.FlushDelay = TimeSpan.FromTicks(-1), "FlushDelay"),
        (o => o.RowWriteTimeout = TimeSpan.Zero, "RowWriteTimeout"),
        (o => o.IdleScanInterval = TimeSpan.Zero, "IdleScanInterval"),
        (o => o.IdleLeaseTimeout = TimeSpan.Zero, "IdleLeaseTimeout"),
        (o => o.ClosedAccountRetention = TimeSpan.FromSeconds(1), "ClosedAccountRetention"),
    ];

    [Fact]
    public void Validate_Defaults_Succeeds() => new MeterOptionsValidator().Validate(null, new MeterOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_OneMistake_NamesItsKeyAndTheRule()
    {
        foreach (var (make, key) in Mistakes)
        {
            var options = new MeterOptions();
            make(options);

            var failure = new MeterOptionsValidator().Validate(null, options).Failures.ShouldNotBeNull().ShouldHaveSingleItem();
            failure.ShouldStartWith(key);
            failure.ShouldContain("; ");
        }
    }
}
