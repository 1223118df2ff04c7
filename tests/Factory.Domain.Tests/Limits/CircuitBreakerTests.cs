using Factory.Domain.Limits;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests.Limits;

public class CircuitBreakerTests
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);
    private static readonly TimeSpan Later = Now + CircuitBreaker.MinBreakDuration;

    private static readonly CircuitBreaker Opened = Enumerable.Range(0, CircuitBreaker.MaxConsecutiveFailures)
        .Aggregate(default(CircuitBreaker), (b, _) => Fail(b, Now));

    /// <summary>Every stage and every answer to a call that passed in it: to the probe where it is half open.</summary>
    private static readonly Dictionary<(CircuitState, ProviderOutcomeKind), CircuitState> Table = new()
    {
        [(CircuitState.Closed, ProviderOutcomeKind.Success)] = CircuitState.Closed,
        [(CircuitState.Closed, ProviderOutcomeKind.Throttled)] = CircuitState.Closed,
        [(CircuitState.Closed, ProviderOutcomeKind.Failed)] = CircuitState.Closed,
        [(CircuitState.Closed, ProviderOutcomeKind.Disabled)] = CircuitState.Open,
        [(CircuitState.Open, ProviderOutcomeKind.Success)] = CircuitState.Open,
        [(CircuitState.Open, ProviderOutcomeKind.Throttled)] = CircuitState.Open,
        [(CircuitState.Open, ProviderOutcomeKind.Failed)] = CircuitState.Open,
        [(CircuitState.Open, ProviderOutcomeKind.Disabled)] = CircuitState.Open,
        [(CircuitState.HalfOpen, ProviderOutcomeKind.Success)] = CircuitState.Closed,
        [(CircuitState.HalfOpen, ProviderOutcomeKind.Throttled)] = CircuitState.Closed,
        [(CircuitState.HalfOpen, ProviderOutcomeKind.Failed)] = CircuitState.Open,
        [(CircuitState.HalfOpen, ProviderOutcomeKind.Disabled)] = CircuitState.Open,
    };

    public static TheoryData<CircuitState, ProviderOutcomeKind> Pairs()
    {
        var data = new TheoryData<CircuitState, ProviderOutcomeKind>();
        foreach (var stage in Enum.GetValues<CircuitState>())
        {
            foreach (var kind in Enum.GetValues<ProviderOutcomeKind>())
            {
                data.Add(stage, kind);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void RecordOutcome_EveryState_LeadsToTheStateOfTheTable(CircuitState stage, ProviderOutcomeKind kind)
    {
        var breaker = stage switch { CircuitState.Closed => default, CircuitState.Open => Opened, _ => Opened.BeginCall() };
        breaker.State.ShouldBe(stage);
        breaker.RecordOutcome(kind, isProbe: stage == CircuitState.HalfOpen, Later, 0).State.ShouldBe(Table[(stage, kind)]);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void RecordOutcome_CallFromBeforeTheOpening_ChangesNothing(CircuitState stage, ProviderOutcomeKind kind)
    {
        if (stage != CircuitState.Closed)
        {
            var breaker = stage == CircuitState.Open ? Opened : Opened.BeginCall();
            breaker.RecordOutcome(kind, isProbe: false, Later, 0).ShouldBe(breaker);
        }
    }

    [Fact]
    public void RecordOutcome_FailuresInARow_Open()
    {
        var breaker = Enumerable.Range(0, CircuitBreaker.MaxConsecutiveFailures - 1)
            .Aggregate(default(CircuitBreaker), (b, _) => Fail(b, Now));
        breaker.State.ShouldBe(CircuitState.Closed);
        Fail(breaker, Now).State.ShouldBe(CircuitState.Open);
        Fail(Work(breaker), Now).State.ShouldBe(CircuitState.Closed, "a good call breaks the row");
    }

    [Fact]
    public void RecordOutcome_HalfOfTheWindowFailed_Opens()
    {
        var breaker = default(CircuitBreaker);
        for (var i = 1; i < CircuitBreaker.MaxFailuresInWindow; i++)
        {
            breaker = Work(Fail(breaker, Now));
        }

        breaker.State.ShouldBe(CircuitState.Closed);
        Fail(breaker, Now).State.ShouldBe(CircuitState.Open);
        Fail(Enumerable.Range(0, CircuitBreaker.WindowSize).Aggregate(breaker, (b, _) => Work(b)), Now)
            .State.ShouldBe(CircuitState.Closed, "older calls are forgotten");
    }

    [Fact]
    public void AllowsCall_OpeningIsOver_AllowsOneProbe()
    {
        Opened.AllowsCall(Later - TimeSpan.FromTicks(1)).ShouldBeFalse();
        Opened.AllowsCall(Later).ShouldBeTrue();
        var probing = Opened.BeginCall();
        probing.AllowsCall(Later).ShouldBeFalse("one at a time");
        probing.AbandonProbe().AllowsCall(Later).ShouldBeTrue("the probe told nothing");
        default(CircuitBreaker).BeginCall().ShouldBe(default);
    }

    [Fact]
    public void RecordOutcome_FailedProbe_DoublesTheOpening()
    {
        var breaker = Opened;
        var pauses = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            breaker = breaker.BeginCall().RecordOutcome(ProviderOutcomeKind.Failed, isProbe: true, Now, 0);
            pauses.Add((breaker.OpenUntil - Now).TotalSeconds);
        }

        pauses.ShouldBe([10, 20, 40, 80, 100, 100, 100]);
        Fail(Work(breaker.BeginCall().RecordOutcome(ProviderOutcomeKind.Success, isProbe: true, Now, 0)), Now)
            .State.ShouldBe(CircuitState.Closed, "one good probe and all is forgotten");
    }

    [Fact]
    public void RecordOutcome_Jitter_ExtendsByAFifthAtMost() =>
        (default(CircuitBreaker).RecordOutcome(
            ProviderOutcomeKind.Disabled,
            isProbe: false,
            Now,
            1).OpenUntil - Now).ShouldBe(TimeSpan.FromSeconds(6));

    [Fact]
    public void RecordOutcome_AnySequence_AllowsACallWithinTwoMinutes() => Prop.ForAll<(byte Kind, bool Probe, byte Spread)[]>(steps =>
    {
        var (breaker, now) = (default(CircuitBreaker), Now);
        foreach (var (kind, abandon, spread) in steps)
        {
            now += breaker.State == CircuitState.Open ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(1);
            breaker.AllowsCall(now).ShouldBeTrue();
            var entered = breaker.BeginCall();
            entered.State.ShouldNotBe(CircuitState.Open);
            breaker = abandon && entered.IsProbing
                ? entered.AbandonProbe()
                : entered.RecordOutcome((ProviderOutcomeKind)(kind % 4), entered.IsProbing, now, spread / 255d);
        }

        return true;
    }).QuickCheckThrowOnFailure();

    private static CircuitBreaker Fail(CircuitBreaker breaker, TimeSpan now) =>
        breaker.RecordOutcome(ProviderOutcomeKind.Failed, isProbe: false, now, 0);

    private static CircuitBreaker Work(CircuitBreaker breaker) =>
        breaker.RecordOutcome(ProviderOutcomeKind.Success, isProbe: false, Now, 0);
}
