using System.Globalization;
using Factory.Contracts.Metering;
using Factory.Domain.Models;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Models;

public class ModelPricesTests
{
    /// <summary>2 USD a million in, 10 out, 0.20 from the cache.</summary>
    private static ModelPrices Prices => Given.Prices(2, 10);

    [Theory]
    [InlineData(0, 0, 0, "0")]
    [InlineData(1_000_000, 0, 0, "2")]
    [InlineData(0, 1_000_000, 0, "10")]
    [InlineData(1_000_000, 0, 1_000_000, "0.2")]
    [InlineData(1_000_000, 500_000, 400_000, "6.28")]
    [InlineData(100_000, 0, 400_000, "0.08")]
    [InlineData(1, 1, 0, "0.000012")]
    public void CostOf_CachedInput_CountsOnceAtItsOwnPrice(long input, long output, long cached, string usd) =>
        Prices.CostOf(new TokenUsage(input, output, cached)).ShouldBe(new Usd(decimal.Parse(usd, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(null, "8.5")]
    [InlineData(3.0, "7.5")]
    public void CostOf_InputCachedForAnHour_CostsTwiceTheInputPriceUnlessTheCatalogueHasAnother(double? hour, string usd)
    {
        var usage = new TokenUsage(3_000_000, 0, CacheWrite: 2_000_000, CacheWriteOneHour: 1_000_000);

        WithCacheWrites(hour).CostOf(usage).ShouldBe(new Usd(decimal.Parse(usd, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void CostOf_LessThanTheSmallestUnit_IsRoundedUp() =>
        (Prices with { Input = new Usd(0.001m) }).CostOf(new TokenUsage(1, 0)).ShouldBe(new Usd(0.00000001m));

    [Theory]
    [InlineData(null, 4)]
    [InlineData(3.0, 3)]
    public void MaxCostOf_CallThatCachesForAnHour_AssumesTheHoursPrice(double? hour, decimal usd) =>
        WithCacheWrites(hour).MaxCostOf(1_000_000, 0, cachesForHour: true).ShouldBe(new Usd(usd));

    [Fact]
    public void MaxCostOf_CallThatDoesNotCacheForAnHour_IgnoresTheHoursPrice() =>
        WithCacheWrites(hour: 3).MaxCostOf(1_000_000, 0).ShouldBe(new Usd(2.5m));

    [Theory]
    [InlineData(1, 0.1, null, 1)]
    [InlineData(1, 0.1, 1.25, 1.25)]
    [InlineData(1, 0.1, 0.5, 1)]
    [InlineData(1, 2, null, 2)]
    [InlineData(1, 2, 1.25, 2)]
    [InlineData(1, 1.1, 1.25, 1.25)]
    public void MaxCostOf_SeveralInputPrices_TakesTheHighest(double input, double cached, double? write, double highest)
    {
        var prices = Given.Prices((decimal)input, 0) with
        {
            CachedInput = new Usd((decimal)cached),
            CacheWrite = write is { } price ? new Usd((decimal)price) : null,
        };

        prices.MaxCostOf(1_000_000, 0).ShouldBe(new Usd((decimal)highest));
    }

    private static ModelPrices WithCacheWrites(double? hour) =>
        Prices with { CacheWrite = new Usd(2.5m), CacheWriteOneHour = hour is { } price ? new Usd((decimal)price) : null };
}
