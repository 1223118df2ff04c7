using Factory.Domain.Configuration;
using Factory.Metering.Budgets;
using Factory.Metering.Ledger;
using Factory.TestKit.Builders;
using Factory.TestKit.Metering;
using Microsoft.Extensions.Logging.Abstractions;

namespace Factory.Metering.Tests;

/// <summary>The real meter over budgets and a ledger in memory.</summary>
internal sealed class MeterHarness
{
    public MeterHarness(
        FakeGrains grains,
        TimeProvider time,
        MeterOptions? options = null,
        InMemoryLedger? ledger = null,
        FactoryPolicy? policy = null,
        bool isStarted = true)
    {
        (Grains, Ledger) = (grains, ledger ?? new InMemoryLedger());
        options ??= new MeterOptions { FlushDelay = TimeSpan.Zero };
        Meter = new UsageMeter(
            new LeaseCoordinator(
                new BudgetLeaseClient(grains, options),
                new CostAnomalyDetector(grains, Ledger, NullLogger<CostAnomalyDetector>.Instance)),
            new LedgerWriter(Ledger, options, time, NullLogger<LedgerWriter>.Instance),
            new StaticConfigSource(Given.Config(policy)),
            new SequentialIdGenerator(),
            options,
            time,
            NullLogger<UsageMeter>.Instance);
        if (isStarted)
        {
            Meter.MarkRecovered();
            Writing = Meter.LedgerWriter.RunAsync(Stop.Token);
        }
    }

    public FakeGrains Grains { get; }

    public InMemoryLedger Ledger { get; }

    public UsageMeter Meter { get; }

    public Task Writing { get; } = Task.CompletedTask;

    public CancellationTokenSource Stop { get; } = new();
}
