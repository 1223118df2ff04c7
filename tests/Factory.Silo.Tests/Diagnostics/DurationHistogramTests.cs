using Factory.Silo.Diagnostics;

namespace Factory.Silo.Tests.Diagnostics;

public sealed class DurationHistogramTests
{
    [Theory]
    [InlineData(0.5, 500)]
    [InlineData(0.9, 900)]
    [InlineData(0.99, 990)]
    [InlineData(1, 1000)]
    public void Percentile_OfAThousandDurations_IsExactToSixPercent(double share, double microseconds)
    {
        var histogram = new DurationHistogram();
        for (var i = 1; i <= 1000; i++)
        {
            histogram.Add(i * 1000L);
        }

        DurationHistogram.Percentile(share, histogram)!.Value.ShouldBe(microseconds, microseconds * 0.0625);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1_000_000)]
    [InlineData(3_600_000_000_000)]
    [InlineData(long.MaxValue)]
    public void Percentile_OfOneDuration_IsThatDuration(long nanoseconds)
    {
        var histogram = new DurationHistogram();
        histogram.Add(nanoseconds);
        var expected = Math.Max(0, nanoseconds) / 1000.0;

        DurationHistogram.Percentile(0.5, histogram)!.Value.ShouldBe(expected, (expected * 0.0625) + 0.05);
    }

    [Fact]
    public void Percentile_OfNothing_IsNull() =>
        DurationHistogram.Percentile(0.99, new DurationHistogram(), new DurationHistogram()).ShouldBeNull();

    [Fact]
    public void Percentile_OfSeveral_IsOfAllTogether()
    {
        var quick = new DurationHistogram();
        var slow = new DurationHistogram();
        for (var i = 0; i < 9; i++)
        {
            quick.Add(1000);
        }

        slow.Add(1_000_000);

        DurationHistogram.Percentile(0.9, quick, slow)!.Value.ShouldBe(1, 0.1);
        DurationHistogram.Percentile(0.91, quick, slow)!.Value.ShouldBe(1000, 62.5);
    }

    [Fact]
    public async Task Add_FromManyThreads_LosesNothing()
    {
        var histogram = new DurationHistogram();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                histogram.Add(thread < 4 ? 1000 : 1_000_000);
            }
        })));

        DurationHistogram.Percentile(0.5, histogram)!.Value.ShouldBe(1, 0.1);
        DurationHistogram.Percentile(0.500_02, histogram)!.Value.ShouldBe(1000, 62.5);
    }
}
