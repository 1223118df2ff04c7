using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Domain.Limits;
using Factory.Metering.Limits;

namespace Factory.Metering.Tests.Limits;

public class ProviderLimitersTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task AcquireAsync_AllPermitsTaken_WaitsAndIsServedInOrder()
    {
        using var lab = new LimiterHarness(calls: 2);
        var (first, second) = (lab.Pass(), lab.Pass());
        var (third, fourth) = (lab.EnterAsync(), lab.EnterAsync());
        lab.View.ShouldSatisfyAllConditions(v => v.ActiveCalls.ShouldBe(2), v => v.QueuedCalls.ShouldBe(2));

        first.Dispose();
        using var permit = (await third).Permit.ShouldNotBeNull();
        fourth.IsCompleted.ShouldBeFalse();
        second.Dispose();
        second.Dispose();
        (await fourth).Permit.ShouldNotBeNull().Dispose();
        lab.View.ShouldSatisfyAllConditions(v => v.ActiveCalls.ShouldBe(1, "leaving twice counts once"), v => v.QueuedCalls.ShouldBe(0));
    }

    [Fact]
    public async Task AcquireAsync_CancelledWhileQueued_LeavesTheQueue()
    {
        using var lab = new LimiterHarness(calls: 1);
        using var gone = new CancellationTokenSource();
        var first = lab.Pass();
        var (second, third) = (lab.EnterAsync(cancellationToken: gone.Token), lab.EnterAsync());
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        lab.View.QueuedCalls.ShouldBe(1);
        first.Dispose();
        (await third).Permit.ShouldNotBeNull();
    }

    [Fact]
    public async Task AcquireAsync_LargeCallAheadIsCancelled_AdmitsTheNext()
    {
        using var lab = new LimiterHarness(limits: LimiterHarness.Limits(tokensPerMinute: 100));
        using var gone = new CancellationTokenSource();
        lab.Pass(60).Dispose();
        lab.Time.Advance(2 * Second);
        var (large, small) = (lab.EnterAsync(100, gone.Token), lab.EnterAsync(30));
        large.IsCompleted.ShouldBeFalse();
        small.IsCompleted.ShouldBeTrue("there is room for it, but one goes first: it would wait longer than a minute");
        (await small).Rejection.ShouldNotBeNull().Problem.Code.ShouldBe(ErrorCodes.ModelRateLimited);
        await gone.CancelAsync();
        lab.Pass(30).Dispose();
    }

    [Fact]
    public async Task AcquireAsync_AlreadyCancelled_Throws()
    {
        using var lab = new LimiterHarness();
        await Should.ThrowAsync<OperationCanceledException>(() => lab.EnterAsync(cancellationToken: new CancellationToken(canceled: true)));
        lab.View.ActiveCalls.ShouldBe(0);
    }

    [Fact]
    public void AcquireAsync_QueueIsFull_RejectsAsOverloaded()
    {
        using var lab = new LimiterHarness(calls: 1);
        using var permit = lab.Pass();
        var waiting = Enumerable.Range(0, EffectiveLimits.MaxQueueLength).Select(_ => lab.EnterAsync()).ToList();
        var rejection = lab.Refusal();
        rejection.IsOverloaded.ShouldBeTrue();
        rejection.Problem.Code.ShouldBe(ErrorCodes.ModelUnavailable);
        rejection.Problem.Message.ShouldBe("lab: 64 calls are already queued for it.");
        waiting.ShouldAllBe(w => !w.IsCompleted);
    }

    [Fact]
    public async Task AcquireAsync_QueuedForAMinute_IsRejected()
    {
        using var lab = new LimiterHarness(calls: 1);
        using var permit = lab.Pass();
        var first = lab.EnterAsync();
        lab.Time.Advance(30 * Second);
        var second = lab.EnterAsync();
        lab.Time.Advance(30 * Second);
        var rejection = (await first).Rejection.ShouldNotBeNull();
        rejection.ShouldSatisfyAllConditions(
            r => r.IsOverloaded.ShouldBeTrue(),
            r => r.RetryAfter.ShouldBeNull(),
            r => r.Problem.Message.ShouldContain("its limit of 1 call at once was in use"));
        second.IsCompleted.ShouldBeFalse();
        lab.Time.Advance(30 * Second);
        (await second).Rejection.ShouldNotBeNull();
    }

    [Fact]
    public async Task AcquireAsync_RequestsPerMinuteUsedUp_WaitsOrRejectsWithTheTime()
    {
        using var lab = new LimiterHarness(limits: LimiterHarness.Limits(requestsPerMinute: 2));
        lab.Pass().Dispose();
        lab.Time.Advance(10 * Second);
        lab.Pass().Dispose();
        lab.Time.Advance(10 * Second);

        var third = lab.EnterAsync();
        var fourth = lab.EnterAsync();
        var fifth = lab.Refusal();
        fifth.ShouldSatisfyAllConditions(
            r => r.Problem.Code.ShouldBe(ErrorCodes.ModelRateLimited),
            r => r.IsOverloaded.ShouldBeFalse(),
            r => r.RetryAfter.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromMinutes(1)),
            r => r.Problem.Message.ShouldStartWith("lab: its limit of 2 requests a minute is used up; it takes calls again in "));
        lab.Time.Advance(41 * Second);
        (await third).Permit.ShouldNotBeNull().Dispose();
        fourth.IsCompleted.ShouldBeFalse();
        lab.Time.Advance(10 * Second);
        (await fourth).Permit.ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void AcquireAsync_TokensPerMinute_CountUpperBoundUntilReported()
    {
        using var lab = new LimiterHarness(limits: LimiterHarness.Limits(tokensPerMinute: 1_000));
        using (var permit = lab.Pass(900))
        {
            lab.EnterAsync(200).IsCompleted.ShouldBeTrue("it would wait 61 seconds");
            permit.Report(new(ProviderOutcomeKind.Success, Tokens: 100));
        }

        lab.Pass(900).Dispose();
        lab.Refusal(1).Problem.Message.ShouldContain("1,000 tokens a minute");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task ReportAndVoid_Both_OnlyTheFirstCounts(bool reportsFirst, bool reportsThen)
    {
        using var lab = new LimiterHarness(limits: LimiterHarness.Limits(requestsPerDay: 100, tokensPerDay: 1_000));
        (await lab.EnterAsync(300)).Permit.ShouldNotBeNull().Dispose();
        using (var permit = lab.Pass(300))
        {
            End(permit, reportsFirst);
            var left = lab.View.Health.QuotaRemaining;
            left.ShouldNotBeNull().ShouldBe(0.7, 1e-9);
            End(permit, reportsThen);
            lab.View.Health.QuotaRemaining.ShouldBe(left);
        }

        lab.View.ActiveCalls.ShouldBe(0);

        static void End(IProviderPermit permit, bool reports)
        {
            if (reports)
            {
                permit.Report(new(ProviderOutcomeKind.Success, Tokens: 0));
            }
            else
            {
                permit.Void();
            }
        }
    }

    [Theory]
    [InlineData(true, CircuitState.Open)]
    [InlineData(false, CircuitState.HalfOpen)]
    public void ReportAndVoid_Probe_OnlyAReportMovesTheCircuit(bool reportsFirst, CircuitState stage)
    {
        using var lab = new LimiterHarness();
        lab.Call(ProviderOutcomeKind.Disabled);
        lab.Time.Advance(6 * Second);
        using (var probe = lab.Pass())
        {
            if (!reportsFirst)
            {
                probe.Void();
            }

            probe.Report(new(ProviderOutcomeKind.Failed));
            probe.Void();
        }

        lab.View.Circuit.ShouldBe(stage);
        lab.Time.Advance(20 * Second);
        lab.Pass().Dispose();
    }

    [Fact]
    public async Task Report_ThrottledWithRetryAfter_PausesUntilThen()
    {
        using var lab = new LimiterHarness();
        lab.Call(ProviderOutcomeKind.Throttled, TimeSpan.FromSeconds(20));
        lab.View.Health.ShouldSatisfyAllConditions(
            s => s.AcceptsCalls.ShouldBeFalse(),
            s => s.UnavailableReason.ShouldBe("it requested a pause"),
            s => s.UnavailableUntil.ShouldNotBeNull());
        var waiting = lab.EnterAsync();
        lab.Time.Advance(19 * Second);
        waiting.IsCompleted.ShouldBeFalse();
        lab.Time.Advance(4 * Second);
        (await waiting).Permit.ShouldNotBeNull().Dispose();

        lab.Call(ProviderOutcomeKind.Throttled, TimeSpan.FromHours(2));
        var rejection = lab.Refusal();
        rejection.Problem.Code.ShouldBe(ErrorCodes.ModelRateLimited);
        rejection.RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromHours(2), TimeSpan.FromHours(2) + (5 * Second));
        rejection.Problem.Message.ShouldStartWith("lab: it requested a pause; it takes calls again in 2 h 00 min.");
    }

    [Fact]
    public async Task Report_PauseTooLongToWait_RejectsQueuedCalls()
    {
        using var lab = new LimiterHarness(calls: 1);
        var permit = lab.Pass();
        var waiting = lab.EnterAsync();
        permit.Report(new(ProviderOutcomeKind.Throttled, TimeSpan.FromHours(1)));
        (await waiting).Rejection.ShouldNotBeNull().Problem.Code.ShouldBe(ErrorCodes.ModelRateLimited);
    }

    [Fact]
    public async Task Report_RepeatedFailures_OpenTheCircuitUntilAProbeSucceeds()
    {
        using var lab = new LimiterHarness(calls: 5);
        var passes = Enumerable.Range(0, 5).Select(_ => lab.Pass()).ToList();
        var waiting = lab.EnterAsync();
        passes.ForEach(p => p.Report(new(ProviderOutcomeKind.Failed)));
        var rejection = (await waiting).Rejection.ShouldNotBeNull("nobody waits behind an open breaker");
        rejection.ShouldSatisfyAllConditions(
            r => r.Problem.Code.ShouldBe(ErrorCodes.ModelUnavailable),
            r => r.RetryAfter.ShouldNotBeNull().ShouldBeInRange(5 * Second, 6 * Second),
            r => r.Problem.Message.ShouldStartWith("lab: its last calls failed; it takes calls again in "));
        passes.ForEach(p => p.Dispose());
        lab.View.ShouldSatisfyAllConditions(v => v.Circuit.ShouldBe(CircuitState.Open), v => v.Health.AcceptsCalls.ShouldBeFalse());

        lab.Time.Advance(6 * Second);
        lab.View.Health.AcceptsCalls.ShouldBeTrue();
        var silent = lab.Pass();
        lab.Refusal().RetryAfter.ShouldBeNull("the probe is under way");
        silent.Dispose();
        lab.Call(ProviderOutcomeKind.Success);
        lab.View.Circuit.ShouldBe(CircuitState.Closed);
        using var one = lab.Pass();
        using var two = lab.Pass();
    }

    [Fact]
    public void Report_Disabled_OpensTheCircuitAtOnce()
    {
        using var lab = new LimiterHarness();
        lab.Call(ProviderOutcomeKind.Disabled);
        lab.Refusal().Problem.Message.ShouldStartWith("lab: it refuses the key, or the credit is used up; it takes calls again in ");
    }

    [Fact]
    public async Task AcquireAsync_QuotaPerDay_IsReadFromTheLedgerOnceAndEndsAtMidnight()
    {
        var ledger = new FakeLedger(
            FakeLedger.Line("lab/a", 30, 10),
            FakeLedger.Line("lab/b/c", 18, 10),
            FakeLedger.Line("labrador/a", 1_000, 10));
        using var lab = new LimiterHarness(limits: LimiterHarness.Limits(requestsPerDay: 50), ledger: ledger);
        using var first = (await lab.EnterAsync()).Permit.ShouldNotBeNull();
        ledger.Asked.ShouldBe([(SpendBy.Model,
            new Factory.Domain.Ledger.LedgerQuery(From: new DateOnly(2030, 1, 1), To: new DateOnly(2030, 1, 1)))]);
        lab.Limiters.Get(LimiterHarness.Lab).QuotaRemaining.ShouldNotBeNull().ShouldBe(0.02, 1e-9);
        using var last = lab.Pass();
        var rejection = lab.Refusal();
        rejection.ShouldSatisfyAllConditions(
            r => r.RetryAfter.ShouldBe(TimeSpan.FromHours(12)),
            r => r.IsOverloaded.ShouldBeFalse(),
            r => r.Problem.Message.ShouldBe("lab: its quota of the day (UTC) is used up; it takes calls again in 12 h 00 min."));
        lab.Limiters.Get(LimiterHarness.Lab)
            .ShouldBe(new ProviderHealth(
                0,
                false,
                new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero),
                "its quota of the day (UTC) is used up"));
        lab.Time.Advance(TimeSpan.FromHours(12));
        lab.Limiters.Get(LimiterHarness.Lab).ShouldBe(new ProviderHealth(1, true, null, null));
        ledger.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AcquireAsync_SubscriptionWindow_CountsUseBeforeTheStartAndEnds()
    {
        var ledger = new FakeLedger(FakeLedger.Line("lab/a", 3, 700));
        using var lab = new LimiterHarness(ledger: ledger, plan: new SubscriptionWindow(TimeSpan.FromHours(5), 1_000));
        using (var permit = (await lab.EnterAsync(200)).Permit.ShouldNotBeNull())
        {
            permit.Report(new(ProviderOutcomeKind.Success, Tokens: 100));
        }

        ledger.Asked.ShouldContain((SpendBy.Model,
            new Factory.Domain.Ledger.LedgerQuery(Since: lab.Time.GetUtcNow() - TimeSpan.FromHours(5))));
        lab.Limiters.Get(LimiterHarness.Lab).QuotaRemaining.ShouldNotBeNull().ShouldBe(0.2, 1e-9);
        lab.Pass(200).Dispose();
        var rejection = lab.Refusal();
        rejection.RetryAfter.ShouldBe(TimeSpan.FromHours(5));
        rejection.Problem.Code.ShouldBe(ErrorCodes.ModelRateLimited);
        rejection.Problem.Message.ShouldBe("lab: the window of its subscription is used up; it takes calls again in 5 h 00 min.");
        lab.Limiters.Get(LimiterHarness.Lab)
            .ShouldBe(
                new ProviderHealth(0, false, lab.Time.GetUtcNow().AddHours(5), "the window of its subscription is used up"),
                "routing leaves it alone until then");
        lab.Time.Advance(TimeSpan.FromHours(5));
        lab.Pass(1_000).Dispose();
    }

    [Fact]
    public async Task AcquireAsync_LedgerCannotBeRead_Admits()
    {
        using var lab = new LimiterHarness(
            limits: LimiterHarness.Limits(tokensPerDay: 100),
            ledger: new FakeLedger { Failure = new IOException("disk") });
        (await lab.EnterAsync(10)).Permit.ShouldNotBeNull().Dispose();
        lab.Limiters.Get(LimiterHarness.Lab).QuotaRemaining.ShouldNotBeNull().ShouldBe(0.9, 1e-9);
    }

    [Fact]
    public async Task AcquireAsync_LimitRaisedWhileQueued_AdmitsAtOnce()
    {
        using var lab = new LimiterHarness(calls: 1);
        using var permit = lab.Pass();
        var waiting = lab.EnterAsync();
        lab.Change(calls: 2);
        lab.View.QueuedCalls.ShouldBe(0);
        (await waiting).Permit.ShouldNotBeNull();
    }

    [Fact]
    public async Task AcquireAsync_UnknownProvider_IsRejected()
    {
        using var lab = new LimiterHarness();
        (await lab.Limiters.AcquireAsync("other", 1, default)).Rejection.ShouldNotBeNull()
            .Problem.Code.ShouldBe(ErrorCodes.ModelUnavailable);
        lab.Limiters.Get("other").ShouldBe(ProviderHealth.Unknown);
    }

    [Fact]
    public void AcquireAsync_PermitFree_AllocatesOneSmallObject()
    {
        using var lab = new LimiterHarness(limits: LimiterHarness.Limits(requestsPerMinute: 1_000_000, tokensPerMinute: int.MaxValue));
        void Call()
        {
            using var permit = lab.Limiters.AcquireAsync(LimiterHarness.Lab, 10, default).Result.Permit;
            permit!.Report(new(ProviderOutcomeKind.Success, Tokens: 5));
        }

        Call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Call();
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / 1_000).ShouldBeLessThan(200);
    }
}
