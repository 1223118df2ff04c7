using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Models;

public class ModelDefinitionTests
{
    /// <summary>2 USD a million in, 10 out, 0.20 from the cache.</summary>
    private static ModelDefinition Model => Given.Model(Given.SmallModel, ModelTier.Cheap) with { InputPrice = new Usd(2), OutputPrice = new Usd(10), CachedInputPrice = new Usd(0.2m) };

    [Theory]
    [InlineData(0, 0, 0, "0")]
    [InlineData(1_000_000, 0, 0, "2")]
    [InlineData(0, 1_000_000, 0, "10")]
    [InlineData(1_000_000, 0, 1_000_000, "0.2")]
    [InlineData(1_000_000, 500_000, 400_000, "6.28")]
    [InlineData(100_000, 0, 400_000, "0.08")]
    [InlineData(1, 1, 0, "0.000012")]
    public void CostOf_CountsCachedInputOnce_AtItsOwnPrice(long input, long output, long cached, string usd) =>
        Model.CostOf(new TokenUsage(input, output, cached)).ShouldBe(new Usd(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(null, "8.5")]
    [InlineData(3.0, "7.5")]
    public void CostOf_WhatIsCachedForAnHour_CostsTwiceTheInputUnlessTheCatalogueKnowsBetter(double? hour, string usd)
    {
        var model = Model with { CacheWritePrice = new Usd(2.5m), CacheWriteOneHourPrice = hour is { } price ? new Usd((decimal)price) : null };
        model.CostOf(new TokenUsage(3_000_000, 0, CacheWrite: 2_000_000, CacheWriteOneHour: 1_000_000)).ShouldBe(new Usd(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture)));
        model.MaxCostOf(1_000_000, 0, cachesForHour: true).ShouldBe(new Usd((decimal)(hour ?? 4)));
        model.MaxCostOf(1_000_000, 0).ShouldBe(new Usd(2.5m));
    }

    [Fact]
    public void CostOf_LessThanTheSmallestPart_IsRoundedUp() =>
        (Model with { InputPrice = new Usd(0.001m) }).CostOf(new TokenUsage(1, 0)).ShouldBe(new Usd(0.00000001m));

    [Theory]
    [InlineData("lab/small", true)]
    [InlineData("lab/other", false)]
    [InlineData("elsewhere/small", false)]
    public void Find_ByProviderAndName(string model, bool found) =>
        (new ModelCatalogue([Given.Provider()]).Find(ModelRef.Parse(model)) is not null).ShouldBe(found);

    [Theory]
    [InlineData(1, 0.1, null, 1)]
    [InlineData(1, 0.1, 1.25, 1.25)]
    [InlineData(1, 0.1, 0.5, 1)]
    [InlineData(1, 2, null, 2)]
    [InlineData(1, 2, 1.25, 2)]
    [InlineData(1, 1.1, 1.25, 1.25)]
    public void WorstCostOf_TakesTheDearestOfAllInputPrices(double input, double cached, double? write, double dearest)
    {
        var model = Given.Model(Given.SmallModel, ModelTier.Cheap) with
        {
            InputPrice = new Usd((decimal)input),
            CachedInputPrice = new Usd((decimal)cached),
            CacheWritePrice = write is { } price ? new Usd((decimal)price) : null,
            OutputPrice = Usd.Zero,
        };

        model.MaxCostOf(1_000_000, 0).ShouldBe(new Usd((decimal)dearest));
    }
}
