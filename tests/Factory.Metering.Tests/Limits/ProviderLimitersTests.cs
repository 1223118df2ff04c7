using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Domain.Limits;
using Factory.Metering.Limits;

namespace Factory.Metering.Tests.Limits;

public class ProviderLimitersTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task WhoFindsAllPlacesTaken_WaitsAndIsServedInOrder()
    {
        using var lab = new GateLab(calls: 2);
        var (first, second) = (lab.Pass(), lab.Pass());
        var (third, fourth) = (lab.EnterAsync(), lab.EnterAsync());
        lab.View.ShouldSatisfyAllConditions(v => v.Inside.ShouldBe(2), v => v.Waiting.ShouldBe(2));

        first.Dispose();
        using var pass = (await third).Pass.ShouldNotBeNull();
        fourth.IsCompleted.ShouldBeFalse();
        second.Dispose();
        second.Dispose();
        (await fourth).Pass.ShouldNotBeNull().Dispose();
        lab.View.ShouldSatisfyAllConditions(v => v.Inside.ShouldBe(1, "leaving twice counts once"), v => v.Waiting.ShouldBe(0));
    }

    [Fact]
    public async Task WhoGivesUp_LeavesTheQueueAndNobodyBehindWaitsLonger()
    {
        using var lab = new GateLab(calls: 1);
        using var gone = new CancellationTokenSource();
        var first = lab.Pass();
        var (second, third) = (lab.EnterAsync(cancellationToken: gone.Token), lab.EnterAsync());
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        lab.View.Waiting.ShouldBe(1);
        first.Dispose();
        (await third).Pass.ShouldNotBeNull();
    }

    [Fact]
    public async Task WhoBlocksTheQueueWithALargeCall_LetsTheNextPassWhenHeGivesUp()
    {
        using var lab = new GateLab(limits: GateLab.Limits(tokensPerMinute: 100));
        using var gone = new CancellationTokenSource();
        lab.Pass(60).Dispose();
        lab.Time.Advance(2 * Second);
        var (large, small) = (lab.EnterAsync(100, gone.Token), lab.EnterAsync(30));
        large.IsCompleted.ShouldBeFalse();
        small.IsCompleted.ShouldBeTrue("there is room for it, but one goes first: it would wait longer than a minute");
        (await small).Refusal.ShouldNotBeNull().Problem.Code.ShouldBe(ErrorCodes.ModelRateLimited);
        await gone.CancelAsync();
        lab.Pass(30).Dispose();
    }

    [Fact]
    public async Task ACancelledCaller_DoesNotPass()
    {
        using var lab = new GateLab();
        await Should.ThrowAsync<OperationCanceledException>(() => lab.EnterAsync(cancellationToken: new CancellationToken(canceled: true)));
        lab.View.Inside.ShouldBe(0);
    }

    [Fact]
    public void TheQueue_HasAnEnd_AndSaysSoAsOverload()
    {
        using var lab = new GateLab(calls: 1);
        using var pass = lab.Pass();
        var waiting = Enumerable.Range(0, EffectiveLimits.Queue).Select(_ => lab.EnterAsync()).ToList();
        var refusal = lab.Refusal();
        refusal.Overloaded.ShouldBeTrue();
        refusal.Problem.Code.ShouldBe(ErrorCodes.ModelUnavailable);
        refusal.Problem.Message.ShouldBe("lab: 64 calls wait for it already.");
        waiting.ShouldAllBe(w => !w.IsCompleted);
    }

    [Fact]
    public async Task NobodyWaitsForAPlaceLongerThanAMinute()
    {
        using var lab = new GateLab(calls: 1);
        using var pass = lab.Pass();
        var first = lab.EnterAsync();
        lab.Time.Advance(30 * Second);
        var second = lab.EnterAsync();
        lab.Time.Advance(30 * Second);
        var refusal = (await first).Refusal.ShouldNotBeNull();
        refusal.ShouldSatisfyAllConditions(r => r.Overloaded.ShouldBeTrue(), r => r.RetryAfter.ShouldBeNull(), r => r.Problem.Message.ShouldContain("all 1 calls at once"));
        second.IsCompleted.ShouldBeFalse();
        lab.Time.Advance(30 * Second);
        (await second).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public async Task RequestsOfAMinute_AreWaitedForOrRefusedAtOnceWithTheTime()
    {
        using var lab = new GateLab(limits: GateLab.Limits(requestsPerMinute: 2));
        lab.Pass().Dispose();
        lab.Time.Advance(10 * Second);
        lab.Pass().Dispose();
        lab.Time.Advance(10 * Second);

        var third = lab.EnterAsync();
        var fourth = lab.EnterAsync();
        var fifth = lab.Refusal();
        fifth.ShouldSatisfyAllConditions(
            r => r.Problem.Code.ShouldBe(ErrorCodes.ModelRateLimited),
            r => r.Overloaded.ShouldBeFalse(),
            r => r.RetryAfter.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromMinutes(1)),
            r => r.Problem.Message.ShouldStartWith("lab: it takes 2 requests a minute, and those are used up; it takes calls again in "));
        lab.Time.Advance(41 * Second);
        (await third).Pass.ShouldNotBeNull().Dispose();
        fourth.IsCompleted.ShouldBeFalse();
        lab.Time.Advance(10 * Second);
        (await fourth).Pass.ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void TokensOfAMinute_CountAtTheirWorstUntilTheCallSaysWhatItUsed()
    {
        using var lab = new GateLab(limits: GateLab.Limits(tokensPerMinute: 1_000));
        using (var pass = lab.Pass(900))
        {
            lab.EnterAsync(200).IsCompleted.ShouldBeTrue("it would wait 61 seconds");
            pass.Report(new(ProviderOutcomeKind.Works, Tokens: 100));
        }

        lab.Pass(900).Dispose();
        lab.Refusal(1).Problem.Message.ShouldContain("1,000 tokens a minute");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task ACall_IsCorrectedOnceByWhateverComesFirst(bool reportsFirst, bool reportsThen)
    {
        using var lab = new GateLab(limits: GateLab.Limits(requestsPerDay: 100, tokensPerDay: 1_000));
        (await lab.EnterAsync(300)).Pass.ShouldNotBeNull().Dispose();
        using (var pass = lab.Pass(300))
        {
            End(pass, reportsFirst);
            var left = lab.View.Standing.QuotaLeft;
            left.ShouldNotBeNull().ShouldBe(0.7, 1e-9);
            End(pass, reportsThen);
            lab.View.Standing.QuotaLeft.ShouldBe(left);
        }

        lab.View.Inside.ShouldBe(0);

        static void End(IProviderPermit pass, bool reports)
        {
            if (reports)
            {
                pass.Report(new(ProviderOutcomeKind.Works, Tokens: 0));
            }
            else
            {
                pass.Withdraw();
            }
        }
    }

    [Theory]
    [InlineData(true, CircuitState.Open)]
    [InlineData(false, CircuitState.HalfOpen)]
    public void AProbe_IsAnsweredByItsReportAndByNoWithdrawal(bool reportsFirst, CircuitState stage)
    {
        using var lab = new GateLab();
        lab.Call(ProviderOutcomeKind.Shut);
        lab.Time.Advance(6 * Second);
        using (var probe = lab.Pass())
        {
            if (!reportsFirst)
            {
                probe.Withdraw();
            }

            probe.Report(new(ProviderOutcomeKind.Fails));
            probe.Withdraw();
        }

        lab.View.Breaker.ShouldBe(stage);
        lab.Time.Advance(20 * Second);
        lab.Pass().Dispose();
    }

    [Fact]
    public async Task ProvidersWord_ShutsTheDoorUntilThen()
    {
        using var lab = new GateLab();
        lab.Call(ProviderOutcomeKind.Busy, TimeSpan.FromSeconds(20));
        lab.View.Standing.ShouldSatisfyAllConditions(s => s.IsOpen.ShouldBeFalse(), s => s.Reason.ShouldBe("it asked for fewer calls"), s => s.ShutUntil.ShouldNotBeNull());
        var waiting = lab.EnterAsync();
        lab.Time.Advance(19 * Second);
        waiting.IsCompleted.ShouldBeFalse();
        lab.Time.Advance(4 * Second);
        (await waiting).Pass.ShouldNotBeNull().Dispose();

        lab.Call(ProviderOutcomeKind.Busy, TimeSpan.FromHours(2));
        var refusal = lab.Refusal();
        refusal.Problem.Code.ShouldBe(ErrorCodes.ModelRateLimited);
        refusal.RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromHours(2), TimeSpan.FromHours(2) + (5 * Second));
        refusal.Problem.Message.ShouldStartWith("lab: it asked for fewer calls; it takes calls again in 2 h 00 min.");
    }

    [Fact]
    public async Task APauseThatComesWhileOthersWait_SendsThemAwayWhenItIsTooLong()
    {
        using var lab = new GateLab(calls: 1);
        var pass = lab.Pass();
        var waiting = lab.EnterAsync();
        pass.Report(new(ProviderOutcomeKind.Busy, TimeSpan.FromHours(1)));
        (await waiting).Refusal.ShouldNotBeNull().Problem.Code.ShouldBe(ErrorCodes.ModelRateLimited);
    }

    [Fact]
    public async Task Failures_OpenTheBreaker_AndOneProbeClosesIt()
    {
        using var lab = new GateLab(calls: 5);
        var passes = Enumerable.Range(0, 5).Select(_ => lab.Pass()).ToList();
        var waiting = lab.EnterAsync();
        passes.ForEach(p => p.Report(new(ProviderOutcomeKind.Fails)));
        var refusal = (await waiting).Refusal.ShouldNotBeNull("nobody waits behind an open breaker");
        refusal.ShouldSatisfyAllConditions(
            r => r.Problem.Code.ShouldBe(ErrorCodes.ModelUnavailable),
            r => r.RetryAfter.ShouldNotBeNull().ShouldBeInRange(5 * Second, 6 * Second),
            r => r.Problem.Message.ShouldStartWith("lab: its last calls failed; it takes calls again in "));
        passes.ForEach(p => p.Dispose());
        lab.View.ShouldSatisfyAllConditions(v => v.Breaker.ShouldBe(CircuitState.Open), v => v.Standing.IsOpen.ShouldBeFalse());

        lab.Time.Advance(6 * Second);
        lab.View.Standing.IsOpen.ShouldBeTrue();
        var silent = lab.Pass();
        lab.Refusal().RetryAfter.ShouldBeNull("the probe is under way");
        silent.Dispose();
        lab.Call(ProviderOutcomeKind.Works);
        lab.View.Breaker.ShouldBe(CircuitState.Closed);
        using var one = lab.Pass();
        using var two = lab.Pass();
    }

    [Fact]
    public void ARefusedKey_ShutsTheDoorAtOnce()
    {
        using var lab = new GateLab();
        lab.Call(ProviderOutcomeKind.Shut);
        lab.Refusal().Problem.Message.ShouldStartWith("lab: it refuses the key, or the credit is used up; it takes calls again in ");
    }

    [Fact]
    public async Task TheQuotaOfADay_IsReadFromTheLedgerOnceAndEndsAtMidnight()
    {
        var ledger = new FakeLedger(FakeLedger.Line("lab/a", 30, 10), FakeLedger.Line("lab/b/c", 18, 10), FakeLedger.Line("labrador/a", 1_000, 10));
        using var lab = new GateLab(limits: GateLab.Limits(requestsPerDay: 50), ledger: ledger);
        using var first = (await lab.EnterAsync()).Pass.ShouldNotBeNull();
        ledger.Asked.ShouldBe([(SpendBy.Model, new Factory.Domain.Ledger.LedgerQuery(From: new DateOnly(2030, 1, 1), To: new DateOnly(2030, 1, 1)))]);
        lab.Gates.Of(GateLab.Lab).QuotaLeft.ShouldNotBeNull().ShouldBe(0.02, 1e-9);
        using var last = lab.Pass();
        var refusal = lab.Refusal();
        refusal.ShouldSatisfyAllConditions(
            r => r.RetryAfter.ShouldBe(TimeSpan.FromHours(12)),
            r => r.Overloaded.ShouldBeFalse(),
            r => r.Problem.Message.ShouldBe("lab: its quota of the day (UTC) is used up; it takes calls again in 12 h 00 min."));
        lab.Gates.Of(GateLab.Lab).ShouldBe(new ProviderHealth(0, false, new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero), "its quota of the day (UTC) is used up"));
        lab.Time.Advance(TimeSpan.FromHours(12));
        lab.Gates.Of(GateLab.Lab).ShouldBe(new ProviderHealth(1, true, null, null));
        ledger.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task TheWindowOfAPlan_CountsWhatWasUsedBeforeTheStartAndEnds()
    {
        var ledger = new FakeLedger(FakeLedger.Line("lab/a", 3, 700));
        using var lab = new GateLab(ledger: ledger, plan: new SubscriptionWindow(TimeSpan.FromHours(5), 1_000));
        using (var pass = (await lab.EnterAsync(200)).Pass.ShouldNotBeNull())
        {
            pass.Report(new(ProviderOutcomeKind.Works, Tokens: 100));
        }

        ledger.Asked.ShouldContain((SpendBy.Model, new Factory.Domain.Ledger.LedgerQuery(Since: lab.Time.GetUtcNow() - TimeSpan.FromHours(5))));
        lab.Gates.Of(GateLab.Lab).QuotaLeft.ShouldNotBeNull().ShouldBe(0.2, 1e-9);
        lab.Pass(200).Dispose();
        var refusal = lab.Refusal();
        refusal.RetryAfter.ShouldBe(TimeSpan.FromHours(5));
        refusal.Problem.Code.ShouldBe(ErrorCodes.ModelRateLimited);
        refusal.Problem.Message.ShouldBe("lab: the window of its plan is used up; it takes calls again in 5 h 00 min.");
        lab.Gates.Of(GateLab.Lab).ShouldBe(new ProviderHealth(0, false, lab.Time.GetUtcNow().AddHours(5), "the window of its plan is used up"), "routing leaves it alone until then");
        lab.Time.Advance(TimeSpan.FromHours(5));
        lab.Pass(1_000).Dispose();
    }

    [Fact]
    public async Task ALedgerThatCannotBeRead_StopsNoCall()
    {
        using var lab = new GateLab(limits: GateLab.Limits(tokensPerDay: 100), ledger: new FakeLedger { Failure = new IOException("disk") });
        (await lab.EnterAsync(10)).Pass.ShouldNotBeNull().Dispose();
        lab.Gates.Of(GateLab.Lab).QuotaLeft.ShouldNotBeNull().ShouldBe(0.9, 1e-9);
    }

    [Fact]
    public async Task AChangedCatalogue_CountsAtOnceAlsoForThoseWhoWait()
    {
        using var lab = new GateLab(calls: 1);
        using var pass = lab.Pass();
        var waiting = lab.EnterAsync();
        lab.Change(calls: 2);
        lab.View.Waiting.ShouldBe(0);
        (await waiting).Pass.ShouldNotBeNull();
    }

    [Fact]
    public async Task AnUnknownProvider_IsRefusedAndStandsUnknown()
    {
        using var lab = new GateLab();
        (await lab.Gates.EnterAsync("other", 1, default)).Refusal.ShouldNotBeNull().Problem.Code.ShouldBe(ErrorCodes.ModelUnavailable);
        lab.Gates.Of("other").ShouldBe(ProviderHealth.Unknown);
    }

    [Fact]
    public void TheUsualCall_CostsOneSmallObject()
    {
        using var lab = new GateLab(limits: GateLab.Limits(requestsPerMinute: 1_000_000, tokensPerMinute: int.MaxValue));
        void Call()
        {
            using var pass = lab.Gates.EnterAsync(GateLab.Lab, 10, default).Result.Pass;
            pass!.Report(new(ProviderOutcomeKind.Works, Tokens: 5));
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
