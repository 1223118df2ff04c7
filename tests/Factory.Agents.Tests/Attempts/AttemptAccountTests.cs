using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.Metering.Tests;
using Factory.TestKit.Builders;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Agents.Tests.Attempts;

/// <summary>An attempt's account is closed before its end is reported, over the real meter.</summary>
public sealed class AttemptAccountTests
{
    private static readonly AttemptRequest Request = RunnerHarness.Request(Given.Spec("research") with { Expects = ArtifactKind.Research });
    private static readonly CallEstimate Estimate = new(
        Given.Model(Given.SmallModel, ModelTier.Cheap),
        ModelApi.OpenAIChat,
        100,
        1_000,
        1_000);

    private readonly Metering.Tests.FakeGrains _budgets = new();
    private readonly MeterHarness _lab;

    public AttemptAccountTests() => _lab = new MeterHarness(_budgets, new FakeTimeProvider(Given.Now));

    private Usd Spent => _budgets.Budgets["budget-task-1"].Spent;

    /// <summary>As a program leaves a call behind that it sent through the gateway.</summary>
    [Fact]
    public async Task Finish_CallStillUnderWay_IsReportedOnlyAfterThatCallIsSettled()
    {
        var meter = new ObservedMeter(_lab.Meter);
        await using var harness = new RunnerHarness(meter: meter);
        harness.Model.Submits("""{"summary":"S","findings":[{"title":"T","detail":"D"}],"risks":[],"recommendation":"R"}""");
        var atTheEnd = Usd.Zero;
        harness.Grains.Attempt.OnFinish = () => atTheEnd = Spent;
        var call = await _lab.Meter.ReserveAsync(Principal.ForAttempt(Request), Estimate, default);

        var running = harness.RunAsync(Request);
        await meter.Closing;
        harness.Grains.Attempt.Finishes.ShouldBe(0);
        call.Settle(new CallSettlement(CallOutcome.Succeeded, new TokenUsage(100, 500)));

        (await running).Status.ShouldBe(AttemptStatus.Succeeded);
        atTheEnd.ShouldBe(call.Cost, "the end is reported when all that the attempt cost is in its budgets");
        atTheEnd.ShouldBeGreaterThan(Usd.Zero);
    }

    [Fact]
    public async Task Finish_Reported_NoMoneyMovesAfterwards()
    {
        await using var harness = new RunnerHarness(meter: _lab.Meter);
        harness.Model.Submits("""{"summary":"S","findings":[{"title":"T","detail":"D"}],"risks":[],"recommendation":"R"}""");
        var before = await _lab.Meter.ReserveAsync(Principal.ForAttempt(Request), Estimate, default);
        before.Settle(new CallSettlement(CallOutcome.Succeeded, new TokenUsage(100, 500)));
        await harness.RunAsync(Request);
        var (spent, leased) = (Spent, _budgets.Budgets["budget-task-1"].Leased);

        var refused = await Should.ThrowAsync<FactoryException>(() =>
            _lab.Meter.ReserveAsync(Principal.ForAttempt(Request), Estimate, default).AsTask());
        before.Settle(new CallSettlement(CallOutcome.Succeeded, new TokenUsage(100, 1_000)));

        refused.Code.ShouldBe(ErrorCodes.KeyRevoked);
        (Spent, leased).ShouldBe((spent, Usd.Zero));
        _lab.Ledger.Rows.Values.ShouldHaveSingleItem().Cost.ShouldBe(spent);
    }

    /// <summary>
    /// A budget whose store takes nothing just now: the end waits, because it would be known while money is still held.
    /// </summary>
    [Fact]
    public async Task Finish_AccountCannotBeClosed_IsNotReportedBeforeItCan()
    {
        await using var harness = new RunnerHarness(meter: _lab.Meter);
        harness.Model.Submits("""{"summary":"S","findings":[{"title":"T","detail":"D"}],"risks":[],"recommendation":"R"}""");
        var refusals = 0;
        (await _lab.Meter.ReserveAsync(Principal.ForAttempt(Request), Estimate, default)).Void();
        _budgets.Budgets["budget-task-1"].BeforeWrite = () =>
            ++refusals <= 2 ? Task.FromException(new IOException("not now")) : Task.CompletedTask;
        harness.Grains.Attempt.OnFinish = () => refusals.ShouldBe(3);

        var running = harness.RunAsync(Request);
        for (var tries = 1; tries <= 2; tries++)
        {
            var pause = TimeSpan.FromMilliseconds(100 * tries);
            await harness.Clock.WaitForTimerAsync(pause).WaitAsync(TimeSpan.FromSeconds(30));
            harness.Grains.Attempt.Finishes.ShouldBe(0);
            harness.Clock.Advance(pause);
        }

        (await running).Status.ShouldBe(AttemptStatus.Succeeded);
        harness.Grains.Attempt.Finishes.ShouldBe(1);
    }

    [Fact]
    public async Task Finish_AccountCanNeverBeClosed_IsReportedAfterTheLastTry()
    {
        await using var harness = new RunnerHarness(meter: _lab.Meter);
        harness.Model.Submits("""{"summary":"S","findings":[{"title":"T","detail":"D"}],"risks":[],"recommendation":"R"}""");
        (await _lab.Meter.ReserveAsync(Principal.ForAttempt(Request), Estimate, default)).Void();
        _budgets.Budgets["budget-task-1"].BeforeWrite = () => Task.FromException(new IOException("never"));

        var running = harness.RunAsync(Request);
        for (var tries = 0; tries < 5; tries++)
        {
            var pause = TimeSpan.FromMilliseconds(100 << tries);
            await harness.Clock.WaitForTimerAsync(pause).WaitAsync(TimeSpan.FromSeconds(30));
            harness.Grains.Attempt.Finishes.ShouldBe(0);
            harness.Clock.Advance(pause);
        }

        (await running).Status.ShouldBe(AttemptStatus.Succeeded);
        harness.Grains.Attempt.Finishes.ShouldBe(1);
    }

    private sealed class ObservedMeter(IMeter inner) : IMeter
    {
        private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when the account is being closed and waits for what is under way.</summary>
        public Task Closing => _closing.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public ValueTask<IMeteredCall> ReserveAsync(Principal principal, CallEstimate estimate, CancellationToken cancellationToken) =>
            inner.ReserveAsync(principal, estimate, cancellationToken);

        public void RefuseCalls(PrincipalId principal) => inner.RefuseCalls(principal);

        public AccountTotals TotalsOf(PrincipalId principal) => inner.TotalsOf(principal);

        public Task CloseAccountAsync(PrincipalId principal)
        {
            var closing = inner.CloseAccountAsync(principal);
            _closing.TrySetResult();
            return closing;
        }
    }
}
