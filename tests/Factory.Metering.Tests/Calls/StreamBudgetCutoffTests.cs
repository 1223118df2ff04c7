using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.Metering.Calls;
using Factory.TestKit.Builders;

namespace Factory.Metering.Tests.Calls;

public sealed class StreamBudgetCutoffTests : IMeteredCall
{
    private static readonly CallEstimate Call = new(
        Given.Model(Given.SmallModel, ModelTier.Cheap) with { Prices = Given.Prices(1, 10) },
        ModelApi.OpenAIChat,
        100,
        500,
        200);

    private readonly List<Usd> _extensions = [];
    private readonly UsageAccumulator _usage = new();

    private Problem? Refusal { get; set; }

    [Fact]
    public async Task Check_WithinTheReservation_RequestsNothing()
    {
        var cutoff = new StreamBudgetCutoff(this, Call, 500);
        Report(100, 500);

        (await cutoff.CheckAsync(_usage)).ShouldBeNull();
        _extensions.ShouldBeEmpty();
    }

    // In steps of 256 tokens: a request for every token would take the account's lock for each.
    [Fact]
    public async Task Check_OutputBeyondTheCap_ExtendsInSteps()
    {
        var cutoff = new StreamBudgetCutoff(this, Call, 500);
        foreach (var output in new[] { 501, 502, 757, 758, 759 })
        {
            Arrive(output);
            (await cutoff.CheckAsync(_usage)).ShouldBeNull();
        }

        _extensions.ShouldBe([Cost(100, 757), Cost(100, 1_014)]);
    }

    // A provider can claim anything; what it claims must not reserve the budget of a day.
    [Theory]
    [InlineData(5_000, 1)]
    [InlineData(100, 1_000_000)]
    public async Task Check_ClaimsWithoutContent_ExtendNothing(long input, long output)
    {
        var cutoff = new StreamBudgetCutoff(this, Call, 500);
        Report(input, output);

        (await cutoff.CheckAsync(_usage)).ShouldBeNull();

        _extensions.ShouldBeEmpty();
        cutoff.Bound.Output.ShouldBe(500);
    }

    // Providers that report usage at the end only would otherwise be checked when everything has been generated.
    [Fact]
    public async Task Check_ContentWithoutUsage_CountsByItsSize()
    {
        var cutoff = new StreamBudgetCutoff(this, Call, 500);
        _usage.AddContentBytes(40_000);

        await cutoff.CheckAsync(_usage);

        _extensions.ShouldHaveSingleItem().ShouldBeGreaterThan(Cost(100, 10_000));
    }

    [Fact]
    public async Task Check_BudgetsRefuse_IsTheReasonToCut()
    {
        Refusal = new Problem(ErrorCodes.BudgetExceeded, "full", null);
        Arrive(501);

        (await new StreamBudgetCutoff(this, Call, 500).CheckAsync(_usage)).ShouldBe(Refusal);
    }

    string IMeteredCall.Id => "call";

    int IMeteredCall.MaxOutputTokens => 500;

    Usd IMeteredCall.Reserved => Usd.Zero;

    Usd IMeteredCall.Cost => Usd.Zero;

    TokenUsage IMeteredCall.Usage => default;

    ValueTask<Problem?> IMeteredCall.ExtendReservationAsync(Usd soFar)
    {
        _extensions.Add(soFar);
        return new(Refusal);
    }

    void IMeteredCall.Settle(CallSettlement settlement) => throw new NotSupportedException();

    void IMeteredCall.Void() => throw new NotSupportedException();

    void IDisposable.Dispose()
    {
        // It holds nothing.
    }

    private static Usd Cost(long input, long output) => Call.MaxCostOf(input, output);

    // A token for each four bytes, and one.
    private void Arrive(long tokens) => _usage.AddContentBytes(((tokens - 1) * 4) - _usage.ResponseBytes);

    private void Report(long input, long output) => _usage.AddUsage(new ReportedUsage(input, output, null, null, null), isFinal: false);
}
