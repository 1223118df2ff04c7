using Factory.Silo.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Silo.Tests.Diagnostics;

public sealed class CallRatesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Of_TwoReads_IsWhatCameInBetweenASecond()
    {
        var rates = new CallRates(TimeSpan.FromSeconds(1), _time);
        rates.Sample(Counts(0)).ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(2));
        rates.Sample(Counts(10))["TaskGrain"].ShouldBe(5);
        _time.Advance(TimeSpan.FromSeconds(4));

        rates.Sample(Counts(30))["TaskGrain"].ShouldBe(5);
    }

    [Fact]
    public void Of_ReadsCloseTogether_ShareAStartingPoint()
    {
        var rates = new CallRates(TimeSpan.FromSeconds(1), _time);
        _time.Advance(TimeSpan.FromSeconds(1));
        rates.Sample(Counts(8))["TaskGrain"].ShouldBe(8);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        rates.Sample(Counts(1000))["TaskGrain"].ShouldBe(8, "too soon for a rate of its own");
        _time.Advance(TimeSpan.FromMilliseconds(1));

        rates.Sample(Counts(1008))["TaskGrain"].ShouldBe(1000);
    }

    [Fact]
    public void Of_ATypeThatIsNew_CountsFromZero()
    {
        var rates = new CallRates(TimeSpan.FromSeconds(1), _time);
        _time.Advance(TimeSpan.FromSeconds(1));
        rates.Sample(Counts(8));
        _time.Advance(TimeSpan.FromSeconds(1));

        var read = rates.Sample(new Dictionary<string, long> { ["TaskGrain"] = 8, ["RunGrain"] = 3 });

        read["TaskGrain"].ShouldBe(0);
        read["RunGrain"].ShouldBe(3);
    }

    private static Dictionary<string, long> Counts(long calls) => new() { ["TaskGrain"] = calls };
}
