using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.Metering.Ledger;
using Factory.TestKit.Builders;

namespace Factory.Metering.Tests.Ledger;

/// <summary>
/// What a call costs that ended in any way, as a table. A token of input costs 1, of output 10 (millionths of a
/// dollar); 500 tokens of output were permitted and 9,000 reserved.
/// </summary>
public sealed class SettlementCalculatorTests
{
    private const int OutputCap = 500;

    private static readonly Usd Reserved = Micros(9_000);

    // Reported input and output, the estimate of the output that arrived; then the cost and the recorded outcome.
    [Theory]
    [InlineData(CallOutcome.Succeeded, 100, 200, 900, 2_100, CallOutcome.Succeeded)]
    [InlineData(CallOutcome.Rejected, 100, 0, 900, 100, CallOutcome.Rejected)]
    [InlineData(CallOutcome.Interrupted, 100, 200, 200, 2_100, CallOutcome.Interrupted)]
    [InlineData(CallOutcome.Interrupted, 100, 200, 300, 3_100, CallOutcome.Interrupted)]
    [InlineData(CallOutcome.ClientDisconnected, 100, 1, 890, 9_000, CallOutcome.ClientDisconnected)]
    [InlineData(CallOutcome.BudgetExceeded, 100, 1, 5_000, 9_000, CallOutcome.BudgetExceeded)]
    [InlineData(CallOutcome.Interrupted, 100, 2_000, 3_000, 20_100, CallOutcome.Interrupted)]
    public void Compute_UsageReported_IsChargedInFullAndEstimatesUpToTheReservation(
        CallOutcome outcome, long input, long output, long estimated, int micros, CallOutcome recorded)
    {
        var end = new CallSettlement(outcome, new TokenUsage(input, output), EstimatedOutput: estimated);

        var (usage, cost, kind) = SettlementCalculator.Compute(Call(), OutputCap, Reserved, end);

        (cost, kind, usage.Input).ShouldBe((Micros(micros), recorded, input));
        usage.Output.ShouldBe(outcome is CallOutcome.Succeeded or CallOutcome.Rejected ? output : Math.Max(output, estimated));
    }

    // A provider that reports nothing must not be cheaper than one that does.
    [Theory]
    [InlineData(CallOutcome.Succeeded, 9_000, CallOutcome.UsageMissing)]
    [InlineData(CallOutcome.Interrupted, 9_000, CallOutcome.Interrupted)]
    [InlineData(CallOutcome.ClientDisconnected, 9_000, CallOutcome.ClientDisconnected)]
    [InlineData(CallOutcome.BudgetExceeded, 9_000, CallOutcome.BudgetExceeded)]
    [InlineData(CallOutcome.Rejected, 0, CallOutcome.Rejected)]
    public void Compute_NoUsage_CostsTheReservationUnlessItWasRejected(CallOutcome outcome, int micros, CallOutcome recorded)
    {
        var end = new CallSettlement(outcome, null, EstimatedOutput: 7);

        var (_, cost, kind) = SettlementCalculator.Compute(Call(), OutputCap, Reserved, end);

        (cost, kind).ShouldBe((Micros(micros), recorded));
    }

    [Theory]
    [InlineData(1_000, 7, 1, 334, 7)]
    [InlineData(999, 600, 1, 333, 500)]
    [InlineData(0, 1_400, 3, 0, 1_400)]
    [InlineData(0, 1_600, 3, 0, 1_500)]
    [InlineData(0, 600, 0, 0, 500)]
    public void Compute_NoUsage_RecordsEstimatesWithinThePermittedOutput(long bytes, long arrived, int choices, long input, long output)
    {
        var call = Call() with { InputTokens = bytes, Choices = choices };

        var usage = SettlementCalculator.Compute(
            call, OutputCap, Reserved, new CallSettlement(CallOutcome.Interrupted, null, EstimatedOutput: arrived)).Usage;

        (usage.Input, usage.Output).ShouldBe((input, output));
    }

    // A subscription reserves nothing that would bound the estimate; its rows show what the call would have cost.
    [Theory]
    [InlineData(null, 3_000, 5_000)]
    [InlineData(100L, 3_000, 30_000)]
    public void Compute_Subscription_IsChargedTheEstimate(long? reported, long arrived, int micros)
    {
        var usage = reported is { } output ? new TokenUsage(0, output) : (TokenUsage?)null;
        var call = Call() with { Billing = Billing.Subscription };

        var end = new CallSettlement(CallOutcome.Interrupted, usage, EstimatedOutput: arrived);

        SettlementCalculator.Compute(call, OutputCap, Usd.Zero, end).Cost.ShouldBe(Micros(micros));
    }

    private static Usd Micros(int amount) => new(amount / 1_000_000m);

    private static CallEstimate Call() => new(
        Given.Model(Given.SmallModel, ModelTier.Cheap) with { Prices = Given.Prices(1, 10) },
        ModelApi.OpenAIChat,
        0,
        OutputCap,
        OutputCap);
}
