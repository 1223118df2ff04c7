using System.Diagnostics.Metrics;
using Factory.Silo.Diagnostics;

namespace Factory.Silo.Tests.Diagnostics;

public sealed class OrleansCountersTests
{
    private const string Name = "orleans-app-requests-timedout";

    [Fact]
    public void ReadTimedOut_CounterIncrementedByManyThreads_CountsAll()
    {
        using var meter = new Meter("Microsoft.Orleans");
        var counter = meter.CreateCounter<long>(Name);
        using var counters = new OrleansCounters();
        var before = counters.ReadTimedOut();

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                counter.Add(1);
            }
        });

        (counters.ReadTimedOut() - before).ShouldBe(400_000);
    }

    [Fact]
    public void ReadTimedOut_OtherMeterOrInstrument_IsNotCounted()
    {
        using var orleans = new Meter("Microsoft.Orleans");
        using var other = new Meter("Other");
        var (wrongName, wrongMeter) = (orleans.CreateCounter<long>("orleans-else"), other.CreateCounter<long>(Name));
        using var counters = new OrleansCounters();

        wrongName.Add(1);
        wrongMeter.Add(1);

        counters.ReadTimedOut().ShouldBe(0);
    }
}
