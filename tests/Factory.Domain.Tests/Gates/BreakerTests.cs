using Factory.Domain.Gates;
using Factory.Domain.Models;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests.Gates;

public class BreakerTests
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);
    private static readonly TimeSpan Later = Now + Breaker.FirstPause;

    private static readonly Breaker Opened = Enumerable.Range(0, Breaker.FailuresInARow).Aggregate(default(Breaker), (b, _) => Fail(b, Now));

    /// <summary>Every stage and every answer to a call that passed in it: to the probe where it is half open.</summary>
    private static readonly Dictionary<(BreakerStage, ProviderAnswerKind), BreakerStage> Table = new()
    {
        [(BreakerStage.Closed, ProviderAnswerKind.Works)] = BreakerStage.Closed,
        [(BreakerStage.Closed, ProviderAnswerKind.Busy)] = BreakerStage.Closed,
        [(BreakerStage.Closed, ProviderAnswerKind.Fails)] = BreakerStage.Closed,
        [(BreakerStage.Closed, ProviderAnswerKind.Shut)] = BreakerStage.Open,
        [(BreakerStage.Open, ProviderAnswerKind.Works)] = BreakerStage.Open,
        [(BreakerStage.Open, ProviderAnswerKind.Busy)] = BreakerStage.Open,
        [(BreakerStage.Open, ProviderAnswerKind.Fails)] = BreakerStage.Open,
        [(BreakerStage.Open, ProviderAnswerKind.Shut)] = BreakerStage.Open,
        [(BreakerStage.HalfOpen, ProviderAnswerKind.Works)] = BreakerStage.Closed,
        [(BreakerStage.HalfOpen, ProviderAnswerKind.Busy)] = BreakerStage.Closed,
        [(BreakerStage.HalfOpen, ProviderAnswerKind.Fails)] = BreakerStage.Open,
        [(BreakerStage.HalfOpen, ProviderAnswerKind.Shut)] = BreakerStage.Open,
    };

    public static TheoryData<BreakerStage, ProviderAnswerKind> Pairs()
    {
        var data = new TheoryData<BreakerStage, ProviderAnswerKind>();
        foreach (var stage in Enum.GetValues<BreakerStage>())
        {
            foreach (var kind in Enum.GetValues<ProviderAnswerKind>())
            {
                data.Add(stage, kind);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Answer_InEveryStage_LeadsWhereTheTableSays(BreakerStage stage, ProviderAnswerKind kind)
    {
        var breaker = stage switch { BreakerStage.Closed => default, BreakerStage.Open => Opened, _ => Opened.Enter() };
        breaker.Stage.ShouldBe(stage);
        breaker.Answer(kind, isProbe: stage == BreakerStage.HalfOpen, Later, 0).Stage.ShouldBe(Table[(stage, kind)]);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Answer_ToACallFromBefore_ChangesNothingOnceItOpened(BreakerStage stage, ProviderAnswerKind kind)
    {
        if (stage != BreakerStage.Closed)
        {
            var breaker = stage == BreakerStage.Open ? Opened : Opened.Enter();
            breaker.Answer(kind, isProbe: false, Later, 0).ShouldBe(breaker);
        }
    }

    [Fact]
    public void FailuresInARow_OpenIt()
    {
        var breaker = Enumerable.Range(0, Breaker.FailuresInARow - 1).Aggregate(default(Breaker), (b, _) => Fail(b, Now));
        breaker.Stage.ShouldBe(BreakerStage.Closed);
        Fail(breaker, Now).Stage.ShouldBe(BreakerStage.Open);
        Fail(Work(breaker), Now).Stage.ShouldBe(BreakerStage.Closed, "a good call breaks the row");
    }

    [Fact]
    public void HalfOfTheRememberedCalls_OpenItAlsoWhenOthersWork()
    {
        var breaker = default(Breaker);
        for (var i = 1; i < Breaker.FailuresAmong; i++)
        {
            breaker = Work(Fail(breaker, Now));
        }

        breaker.Stage.ShouldBe(BreakerStage.Closed);
        Fail(breaker, Now).Stage.ShouldBe(BreakerStage.Open);
        Fail(Enumerable.Range(0, Breaker.Remembered).Aggregate(breaker, (b, _) => Work(b)), Now).Stage.ShouldBe(BreakerStage.Closed, "older calls are forgotten");
    }

    [Fact]
    public void Admits_OneProbeWhenThePauseIsOver()
    {
        Opened.Admits(Later - TimeSpan.FromTicks(1)).ShouldBeFalse();
        Opened.Admits(Later).ShouldBeTrue();
        var probing = Opened.Enter();
        probing.Admits(Later).ShouldBeFalse("one at a time");
        probing.Abandon().Admits(Later).ShouldBeTrue("the probe told nothing");
        default(Breaker).Enter().ShouldBe(default);
    }

    [Fact]
    public void Probes_ThatFail_DoubleThePauseUpToTheLongest()
    {
        var breaker = Opened;
        var pauses = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            breaker = breaker.Enter().Answer(ProviderAnswerKind.Fails, isProbe: true, Now, 0);
            pauses.Add((breaker.Until - Now).TotalSeconds);
        }

        pauses.ShouldBe([10, 20, 40, 80, 100, 100, 100]);
        Fail(Work(breaker.Enter().Answer(ProviderAnswerKind.Works, isProbe: true, Now, 0)), Now).Stage.ShouldBe(BreakerStage.Closed, "one good probe and all is forgotten");
    }

    [Fact]
    public void Spread_LengthensByAFifthAtMost() =>
        (default(Breaker).Answer(ProviderAnswerKind.Shut, isProbe: false, Now, 1).Until - Now).ShouldBe(TimeSpan.FromSeconds(6));

    [Fact]
    public void Any_answers_leave_it_usable_within_two_minutes() => Prop.ForAll<(byte Kind, bool Probe, byte Spread)[]>(steps =>
    {
        var (breaker, now) = (default(Breaker), Now);
        foreach (var (kind, abandon, spread) in steps)
        {
            now += breaker.Stage == BreakerStage.Open ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(1);
            breaker.Admits(now).ShouldBeTrue();
            var entered = breaker.Enter();
            entered.Stage.ShouldNotBe(BreakerStage.Open);
            breaker = abandon && entered.IsProbing ? entered.Abandon() : entered.Answer((ProviderAnswerKind)(kind % 4), entered.IsProbing, now, spread / 255d);
        }

        return true;
    }).QuickCheckThrowOnFailure();

    private static Breaker Fail(Breaker breaker, TimeSpan now) => breaker.Answer(ProviderAnswerKind.Fails, isProbe: false, now, 0);

    private static Breaker Work(Breaker breaker) => breaker.Answer(ProviderAnswerKind.Works, isProbe: false, Now, 0);
}
