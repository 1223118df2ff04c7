using Factory.Domain.Configuration;
using Factory.TestKit.Builders;
using Factory.TestKit.Money;
using Microsoft.Extensions.Logging.Abstractions;

namespace Factory.Metering.Tests;

/// <summary>The real meter over budgets and a ledger in memory.</summary>
internal sealed class MeterLab
{
    public MeterLab(FakeGrains grains, TimeProvider time, MeterOptions? options = null, MemoryLedger? ledger = null, FactoryPolicy? policy = null)
    {
        (Grains, Ledger) = (grains, ledger ?? new MemoryLedger());
        Meter = new Meter(grains, Ledger, Ledger, new FixedConfig(Given.Config(policy)), new CountingIds(), options ?? new MeterOptions { Gather = TimeSpan.Zero }, time, NullLogger<Meter>.Instance);
        Meter.Open();
        Writing = Meter.Rows.RunAsync(Stop.Token);
    }

    public FakeGrains Grains { get; }

    public MemoryLedger Ledger { get; }

    public Meter Meter { get; }

    public Task Writing { get; }

    public CancellationTokenSource Stop { get; } = new();
}
