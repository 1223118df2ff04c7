using Factory.Domain.Limits;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests.Limits;

public class CircuitBreakerTests
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);
    private static readonly TimeSpan Later = Now + CircuitBreaker.FirstPause;

    private static readonly CircuitBreaker Opened = Enumerable.Range(0, CircuitBreaker.FailuresInARow).Aggregate(default(CircuitBreaker), (b, _) => Fail(b, Now));

    /// <summary>Every stage and every answer to a call that passed in it: to the probe where it is half open.</summary>
    private static readonly Dictionary<(CircuitState, ProviderOutcomeKind), CircuitState> Table = new()
    {
        [(CircuitState.Closed, ProviderOutcomeKind.Works)] = CircuitState.Closed,
        [(CircuitState.Closed, ProviderOutcomeKind.Busy)] = CircuitState.Closed,
        [(CircuitState.Closed, ProviderOutcomeKind.Fails)] = CircuitState.Closed,
        [(CircuitState.Closed, ProviderOutcomeKind.Shut)] = CircuitState.Open,
        [(CircuitState.Open, ProviderOutcomeKind.Works)] = CircuitState.Open,
        [(CircuitState.Open, ProviderOutcomeKind.Busy)] = CircuitState.Open,
        [(CircuitState.Open, ProviderOutcomeKind.Fails)] = CircuitState.Open,
        [(CircuitState.Open, ProviderOutcomeKind.Shut)] = CircuitState.Open,
        [(CircuitState.HalfOpen, ProviderOutcomeKind.Works)] = CircuitState.Closed,
        [(CircuitState.HalfOpen, ProviderOutcomeKind.Busy)] = CircuitState.Closed,
        [(CircuitState.HalfOpen, ProviderOutcomeKind.Fails)] = CircuitState.Open,
        [(CircuitState.HalfOpen, ProviderOutcomeKind.Shut)] = CircuitState.Open,
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
    public void Answer_InEveryStage_LeadsWhereTheTableSays(CircuitState stage, ProviderOutcomeKind kind)
    {
        var breaker = stage switch { CircuitState.Closed => default, CircuitState.Open => Opened, _ => Opened.Enter() };
        breaker.Stage.ShouldBe(stage);
        breaker.Answer(kind, isProbe: stage == CircuitState.HalfOpen, Later, 0).Stage.ShouldBe(Table[(stage, kind)]);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Answer_ToACallFromBefore_ChangesNothingOnceItOpened(CircuitState stage, ProviderOutcomeKind kind)
    {
        if (stage != CircuitState.Closed)
        {
            var breaker = stage == CircuitState.Open ? Opened : Opened.Enter();
            breaker.Answer(kind, isProbe: false, Later, 0).ShouldBe(breaker);
        }
    }

    [Fact]
    public void FailuresInARow_OpenIt()
    {
        var breaker = Enumerable.Range(0, CircuitBreaker.FailuresInARow - 1).Aggregate(default(CircuitBreaker), (b, _) => Fail(b, Now));
        breaker.Stage.ShouldBe(CircuitState.Closed);
        Fail(breaker, Now).Stage.ShouldBe(CircuitState.Open);
        Fail(Work(breaker), Now).Stage.ShouldBe(CircuitState.Closed, "a good call breaks the row");
    }

    [Fact]
    public void HalfOfTheRememberedCalls_OpenItAlsoWhenOthersWork()
    {
        var breaker = default(CircuitBreaker);
        for (var i = 1; i < CircuitBreaker.FailuresAmong; i++)
        {
            breaker = Work(Fail(breaker, Now));
        }

        breaker.Stage.ShouldBe(CircuitState.Closed);
        Fail(breaker, Now).Stage.ShouldBe(CircuitState.Open);
        Fail(Enumerable.Range(0, CircuitBreaker.Remembered).Aggregate(breaker, (b, _) => Work(b)), Now).Stage.ShouldBe(CircuitState.Closed, "older calls are forgotten");
    }

    [Fact]
    public void Admits_OneProbeWhenThePauseIsOver()
    {
        Opened.Admits(Later - TimeSpan.FromTicks(1)).ShouldBeFalse();
        Opened.Admits(Later).ShouldBeTrue();
        var probing = Opened.Enter();
        probing.Admits(Later).ShouldBeFalse("one at a time");
        probing.Abandon().Admits(Later).ShouldBeTrue("the probe told nothing");
        default(CircuitBreaker).Enter().ShouldBe(default);
    }

    [Fact]
    public void Probes_ThatFail_DoubleThePauseUpToTheLongest()
    {
        var breaker = Opened;
        var pauses = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            breaker = breaker.Enter().Answer(ProviderOutcomeKind.Fails, isProbe: true, Now, 0);
            pauses.Add((breaker.Until - Now).TotalSeconds);
        }

        pauses.ShouldBe([10, 20, 40, 80, 100, 100, 100]);
        Fail(Work(breaker.Enter().Answer(ProviderOutcomeKind.Works, isProbe: true, Now, 0)), Now).Stage.ShouldBe(CircuitState.Closed, "one good probe and all is forgotten");
    }

    [Fact]
    public void Spread_LengthensByAFifthAtMost() =>
        (default(CircuitBreaker).Answer(ProviderOutcomeKind.Shut, isProbe: false, Now, 1).Until - Now).ShouldBe(TimeSpan.FromSeconds(6));

    [Fact]
    public void Any_answers_leave_it_usable_within_two_minutes() => Prop.ForAll<(byte Kind, bool Probe, byte Spread)[]>(steps =>
    {
        var (breaker, now) = (default(CircuitBreaker), Now);
        foreach (var (kind, abandon, spread) in steps)
        {
            now += breaker.Stage == CircuitState.Open ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(1);
            breaker.Admits(now).ShouldBeTrue();
            var entered = breaker.Enter();
            entered.Stage.ShouldNotBe(CircuitState.Open);
            breaker = abandon && entered.IsProbing ? entered.Abandon() : entered.Answer((ProviderOutcomeKind)(kind % 4), entered.IsProbing, now, spread / 255d);
        }

        return true;
    }).QuickCheckThrowOnFailure();

    private static CircuitBreaker Fail(CircuitBreaker breaker, TimeSpan now) => breaker.Answer(ProviderOutcomeKind.Fails, isProbe: false, now, 0);

    private static CircuitBreaker Work(CircuitBreaker breaker) => breaker.Answer(ProviderOutcomeKind.Works, isProbe: false, Now, 0);
}
