using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Limits;
using Factory.Metering.Calls;

namespace Factory.Metering.Tests.Calls;

public sealed class ModelCallTests : IAsyncDisposable
{
    private static readonly Usd Reservation = new(0.003m);

    private readonly ModelCallLab _lab = new();

    [Fact]
    public async Task Complete_WithUsage_CostsTheUsage()
    {
        using (var call = await _lab.StartAsync())
        {
            call.Complete(new CallEnd(CallOutcome.Succeeded, 200), Used(100, 50));
            (call.Usage, call.Cost).ShouldBe((new TokenUsage(100, 50), new Usd(0.0003m)));
        }

        (await RowAsync()).Outcome.ShouldBe(CallOutcome.Succeeded);
        _lab.Limiter.Outcomes.ShouldBe([new ProviderOutcome(ProviderOutcomeKind.Success, Tokens: 150)]);
    }

    [Theory]
    [InlineData(CallOutcome.Succeeded, CallOutcome.UsageMissing)]
    [InlineData(CallOutcome.UsageMissing, CallOutcome.UsageMissing)]
    [InlineData(CallOutcome.Interrupted, CallOutcome.Interrupted)]
    [InlineData(CallOutcome.ClientDisconnected, CallOutcome.ClientDisconnected)]
    [InlineData(CallOutcome.BudgetExceeded, CallOutcome.BudgetExceeded)]
    public async Task Complete_WithoutUsage_CostsTheReservation(CallOutcome outcome, CallOutcome recorded)
    {
        using (var call = await _lab.StartAsync())
        {
            call.Complete(new CallEnd(outcome, 200), new UsageAccumulator());
        }

        var row = await RowAsync();
        (row.Cost, row.Outcome).ShouldBe((Reservation, recorded));
        _lab.Limiter.Outcomes.Single()
            .Kind.ShouldBe(outcome == CallOutcome.Interrupted ? ProviderOutcomeKind.Failed : ProviderOutcomeKind.Success);
        _lab.Limiter.Outcomes.Single().Tokens.ShouldBeNull("the limiter keeps the upper bound");
    }

    [Fact]
    public async Task Complete_BrokenOffAfterTheInputWasReported_CostsThatInputAndTheOutputCap()
    {
        var usage = new UsageAccumulator();
        usage.AddUsage(new ReportedUsage(100, 1, null, null, null), isFinal: false);
        using (var call = await _lab.StartAsync())
        {
            call.Complete(new CallEnd(CallOutcome.Interrupted, 200, Error: "gone"), usage);
        }

        (await RowAsync()).Cost.ShouldBe(new Usd(0.0021m));
    }

    /// <summary>The frames of a stream, its ids and names are not output: a token can come in half a kilobyte of them.</summary>
    [Theory]
    [InlineData(20, 0, 0, 20)]
    [InlineData(20, 400, 600_000, 101)]
    [InlineData(200, 400, 600_000, 200)]
    public async Task Complete_BrokenOffAfterUsage_CostsTheContentNotTheBytes(long reported, int content, int raw, long charged)
    {
        var usage = new UsageAccumulator();
        usage.AddUsage(new ReportedUsage(100, reported, null, null, null), isFinal: true);
        usage.AddContentBytes(content);
        usage.AddResponseBytes(raw);
        using (var call = await _lab.StartAsync())
        {
            call.Complete(new CallEnd(CallOutcome.ClientDisconnected, 200, Error: "gone"), usage);
            call.Usage.ShouldBe(new TokenUsage(100, charged));
        }

        (await RowAsync()).Cost.ShouldBe(ModelCallLab.Model.CostOf(new TokenUsage(100, charged)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Complete_BrokenOff_CostsNoEstimateAboveTheReservation(bool isFinal)
    {
        var usage = new UsageAccumulator();
        usage.AddUsage(new ReportedUsage(100, 20, null, null, null), isFinal);
        usage.AddContentBytes(1_000_000);
        using (var call = await _lab.StartAsync())
        {
            call.Complete(new CallEnd(CallOutcome.Interrupted, 200, Error: "gone"), usage);
        }

        (await RowAsync()).Cost.ShouldBe(Reservation);
    }

    /// <summary>What is claimed costs thousands; one response with such counts used up the budget of a day.</summary>
    [Theory]
    [InlineData(CallOutcome.Succeeded, 1_000_000_000_000, 50, 1_000, 50)]
    [InlineData(CallOutcome.Succeeded, 100, 1_000_000_000_000, 100, 500)]
    [InlineData(CallOutcome.Succeeded, long.MaxValue, long.MaxValue, 1_000, 500)]
    [InlineData(CallOutcome.Succeeded, 100, 5_000, 100, 500)]
    [InlineData(CallOutcome.Interrupted, 100, 5_000, 100, 500)]
    [InlineData(CallOutcome.ClientDisconnected, long.MaxValue, 1, 1_000, 1)]
    [InlineData(CallOutcome.BudgetExceeded, 100, long.MaxValue, 100, 500)]
    public async Task Complete_UsageThatTheCallCannotHave_BooksTheBoundAndBlamesTheProvider(
        CallOutcome outcome, long input, long output, long bookedInput, long bookedOutput)
    {
        using (var call = await _lab.StartAsync())
        {
            call.Complete(new CallEnd(outcome, 200), Used(input, output));
            call.Usage.ShouldBe(new TokenUsage(bookedInput, bookedOutput));
        }

        var row = await RowAsync();
        row.Cost.ShouldBeLessThanOrEqualTo(Reservation);
        ModelCallLab.Model.CostOf(new TokenUsage(input, output)).ShouldBeGreaterThan(Reservation, "unbounded, the claim is booked");
        row.Error.ShouldNotBeNull().ShouldContain("can use at most 1000 and 500");
        _lab.Limiter.Outcomes.Single().ShouldBe(new ProviderOutcome(ProviderOutcomeKind.Failed, Tokens: bookedInput + bookedOutput));
        _lab.Log.Warnings.ShouldHaveSingleItem().ShouldContain("lab/m-calls");
    }

    [Fact]
    public async Task Complete_StreamBrokenOffAfterImpossibleInput_BooksTheBound()
    {
        var usage = new UsageAccumulator();
        usage.AddUsage(new ReportedUsage(1_000_000_000_000, 1, 1_000_000_000_000, 7_000_000, null), isFinal: false);
        using (var call = await _lab.StartAsync())
        {
            (await call.CheckBudgetAsync(usage)).ShouldBeNull("what a provider claims reserves nothing");
            call.Complete(new CallEnd(CallOutcome.Interrupted, 200, Error: "gone"), usage);
        }

        (await RowAsync()).Cost.ShouldBeLessThanOrEqualTo(Reservation);
    }

    /// <summary>Servers put prompts of their own before small requests.</summary>
    [Fact]
    public async Task Complete_ALittleMoreInputWithinTheReservation_CostsWhatWasReported()
    {
        using (var call = await _lab.StartAsync())
        {
            call.Complete(new CallEnd(CallOutcome.Succeeded, 200), Used(1_050, 50));
        }

        (await RowAsync()).Cost.ShouldBe(ModelCallLab.Model.CostOf(new TokenUsage(1_050, 50)));
        _lab.Log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reject_OpenCall_CostsNothingAndLeavesARow()
    {
        using (var call = await _lab.StartAsync())
        {
            call.Reject(429, new ProviderOutcome(ProviderOutcomeKind.Throttled, TimeSpan.FromSeconds(7)), null, "busy");
        }

        var row = await RowAsync();
        (row.Cost, row.Outcome, row.Status, row.Error).ShouldBe((Usd.Zero, CallOutcome.Rejected, 429, "busy"));
        _lab.Limiter.Outcomes.ShouldBe([new ProviderOutcome(ProviderOutcomeKind.Throttled, TimeSpan.FromSeconds(7), 0)]);
    }

    [Theory]
    [InlineData(400, ProviderOutcomeKind.Success)]
    [InlineData(409, ProviderOutcomeKind.Success)]
    [InlineData(408, ProviderOutcomeKind.Failed)]
    [InlineData(500, ProviderOutcomeKind.Failed)]
    public async Task Reject_StatusThatBlamesTheRequest_IsNoFailureOfTheProvider(int status, ProviderOutcomeKind reported)
    {
        using var call = await _lab.StartAsync();
        call.Reject(status, new ProviderOutcome(ProviderOutcomeKind.Failed), null, "no");

        _lab.Limiter.Outcomes.Single().Kind.ShouldBe(reported);
    }

    [Fact]
    public async Task Fail_AfterSending_CostsTheReservation()
    {
        using (var call = await _lab.StartAsync())
        {
            call.Fail(wasSent: true, CallOutcome.Interrupted, ProviderOutcomeKind.Failed, "silence");
        }

        (await RowAsync()).Cost.ShouldBe(Reservation);
        _lab.Limiter.Outcomes.ShouldBe([new ProviderOutcome(ProviderOutcomeKind.Failed)]);
    }

    [Fact]
    public async Task Fail_BeforeSending_LeavesNoRowButCountsAgainstTheProvider()
    {
        using (var call = await _lab.StartAsync())
        {
            call.Fail(wasSent: false, CallOutcome.Interrupted, ProviderOutcomeKind.Failed, "refused");
        }

        (await _lab.CloseAsync()).ShouldBeEmpty();
        _lab.Limiter.Outcomes.ShouldBe([new ProviderOutcome(ProviderOutcomeKind.Failed, Tokens: 0)]);
    }

    /// <summary>A probe of an open circuit must not close it because its caller lost patience.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Fail_ClientGoneBeforeAResponse_ReportsNothingAboutTheProvider(bool wasSent, int voided)
    {
        using (var call = await _lab.StartAsync())
        {
            call.Fail(wasSent, CallOutcome.ClientDisconnected, kind: null, "gone");
        }

        _lab.Limiter.Outcomes.ShouldBeEmpty();
        (_lab.Limiter.Voided, _lab.Limiter.HeldPermits).ShouldBe((voided, 0));
    }

    [Fact]
    public async Task Void_OpenCall_LeavesNoRowAndCountsAgainstNothing()
    {
        using (var call = await _lab.StartAsync())
        {
            call.Void();
        }

        (await _lab.CloseAsync()).ShouldBeEmpty();
        (_lab.Limiter.Voided, _lab.Limiter.HeldPermits, _lab.Limiter.Outcomes.Count).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task Dispose_WithoutAnEnd_CostsTheReservation()
    {
        (await _lab.StartAsync()).Dispose();

        var row = await RowAsync();
        (row.Cost, row.Outcome).ShouldBe((Reservation, CallOutcome.Interrupted));
        _lab.Limiter.HeldPermits.ShouldBe(0);
    }

    [Fact]
    public async Task Complete_AfterAnotherEnd_IsIgnored()
    {
        using (var call = await _lab.StartAsync())
        {
            call.Complete(new CallEnd(CallOutcome.Succeeded, 200), Used(100, 50));
            call.Complete(new CallEnd(CallOutcome.BudgetExceeded, 200), Used(900, 500));
        }

        (await RowAsync()).Cost.ShouldBe(new Usd(0.0003m));
        _lab.Limiter.Outcomes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task CheckBudgetAsync_MoreOutputThanReserved_ReservesMore()
    {
        using var call = await _lab.StartAsync();

        (await call.CheckBudgetAsync(Content(bytes: 4_000))).ShouldBeNull();

        call.Complete(new CallEnd(CallOutcome.Interrupted, 200), new UsageAccumulator());
        call.Cost.ShouldBe(new Usd(0.001m + ((1_001 + 256) * 4m / 1_000_000)), "what arrived and room for 256 tokens more");
    }

    [Fact]
    public async Task CheckBudgetAsync_NoMoneyForMore_NamesTheBudget()
    {
        _lab.Grains.Cap("budget-task-1", 0.0031m);
        using var call = await _lab.StartAsync();

        (await call.CheckBudgetAsync(Content(bytes: 1_900))).ShouldBeNull("the reservation covers it");
        var problem = (await call.CheckBudgetAsync(Content(bytes: 4_000))).ShouldNotBeNull();

        problem.Code.ShouldBe(ErrorCodes.BudgetExceeded);
        problem.Message.ShouldContain("budget-task-1");
    }

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    private async Task<LedgerRow> RowAsync() => (await _lab.CloseAsync()).ShouldHaveSingleItem();

    private static UsageAccumulator Used(long input, long output)
    {
        var usage = new UsageAccumulator();
        usage.AddUsage(new ReportedUsage(input, output, null, null, null), isFinal: true);
        return usage;
    }

    private static UsageAccumulator Content(long bytes)
    {
        var usage = new UsageAccumulator();
        usage.AddContentBytes(bytes);
        return usage;
    }
}
