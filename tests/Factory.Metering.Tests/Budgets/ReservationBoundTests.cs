using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.Metering.Budgets;
using Factory.TestKit.Builders;

namespace Factory.Metering.Tests.Budgets;

public sealed class ReservationBoundTests
{
    // A token of output costs 10 millionths of a dollar, one of input 1.
    private static readonly CallEstimate Call = new(
        Given.Model(Given.SmallModel, ModelTier.Cheap) with { Prices = Given.Prices(1, 10) },
        ModelApi.OpenAIChat,
        100,
        500,
        200);

    [Theory]
    [InlineData(5_100, 500)]
    [InlineData(99_999, 500)]
    [InlineData(5_099, 499)]
    [InlineData(2_100, 200)]
    [InlineData(2_099, 199)]
    [InlineData(0, 199)]
    public void MaxOutputTokensFor_Money_IsTheHighestCapItCovers(int micros, int tokens)
    {
        ReservationBound.MaxOutputTokensFor(Call, Micros(micros)).ShouldBe(tokens);
    }

    // The bound must hold for what is then reserved, whatever the prices: no cap may be passed by one token.
    [Theory]
    [InlineData(1, 100, 37)]
    [InlineData(3, 0, 1)]
    [InlineData(8, 5_000, 12_345)]
    public void MaxOutputTokensFor_AnyMoney_FitsAndOneTokenMoreDoesNot(int choices, long input, int micros)
    {
        var call = Call with { Choices = choices, InputTokens = input, MinOutputTokens = 1 };
        var tokens = ReservationBound.MaxOutputTokensFor(call, Micros(micros));

        (tokens == 0 || ReservationBound.MaxCost(call, tokens) <= Micros(micros)).ShouldBeTrue();
        (tokens == 500 || ReservationBound.MaxCost(call, tokens + 1) > Micros(micros)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1, 5_100)]
    [InlineData(3, 15_100)]
    [InlineData(0, 5_100)]
    public void MaxCost_Choices_AreAllPaid(int choices, int micros) =>
        ReservationBound.MaxCost(Call with { Choices = choices }, 500).ShouldBe(Micros(micros));

    [Fact]
    public void MaxCost_Subscription_IsNothing()
    {
        var call = Call with { Billing = Billing.Subscription };

        ReservationBound.MaxCost(call, int.MaxValue).ShouldBe(Usd.Zero);
        ReservationBound.MaxOutputTokensFor(call, Usd.Zero).ShouldBe(500);
    }

    private static Usd Micros(int amount) => new(amount / 1_000_000m);
}
