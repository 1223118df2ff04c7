using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.TestKit.Properties;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using static Factory.Metering.Tests.MeterWorld;

namespace Factory.Metering.Tests;

/// <summary>
/// The real meter under random calls, ends, midnights and crashes: no budget is ever passed, and each has spent what
/// the ledger says.
/// </summary>
public class MeterPropertyTests
{
    private const int Hands = 6;

    [Fact]
    public Task Reserve_TwoHundredAtOnceWhereTwentyFit_AdmitsTwenty() => FitAsync(idle: false);

    [Fact]
    public Task Reserve_MoneyIsIdleInAnotherAccount_IsReclaimed() => FitAsync(idle: true);

    [Fact]
    public void Reserve_AnySequenceOfCalls_PassesNoCapAndMatchesTheLedger() => Prop.ForAll<(byte What, byte Which, byte Amount)[]>(steps =>
    {
        Wait(() => PlayAsync(steps));
        return true;
    }).Check(PropertyConfig.Fixed(120));

    [Fact]
    public void Reserve_ManyAtOnce_PassesNoCapAndMatchesTheLedger() => Prop.ForAll<(byte What, byte Which, byte Amount)[]>(steps =>
    {
        Wait(() => PlayAsync([.. Enumerable.Range(0, Hands).Select(hand => steps.Where((_, i) => i % Hands == hand).ToArray())]));
        return true;
    }).Check(PropertyConfig.Fixed(80));

    [Fact]
    public void Recovery_AfterACrash_BooksTheRestAsUnaccountedOnce() =>
        Prop.ForAll<(byte What, byte Which, byte Amount)[], byte>((steps, lost) =>
    {
        Wait(() => CrashAsync(steps, lost));
        return true;
    }).Check(PropertyConfig.Fixed(120));

    /// <summary>Off the test's own threads, which are few: they would wait for each other.</summary>
    private static void Wait(Func<Task> play) => Task.Run(play).GetAwaiter().GetResult();

    /// <summary>Each hand plays its steps, all hands at once.</summary>
    private static async Task PlayAsync(params (byte What, byte Which, byte Amount)[][] all)
    {
        // With several hands no call is settled behind the back of the one that covers it: what a provider then bills
        // beyond its cap is no matter of the meter.
        var world = new MeterWorld(all.Length > 1 ? Timeout.InfiniteTimeSpan : null);
        await Task.WhenAll(all.Select(steps => Task.Run(async () =>
        {
            var hand = new MeterCaller(world);
            foreach (var (what, which, amount) in steps)
            {
                await hand.StepAsync(what, which, amount);
                world.CheckCaps();
            }

            hand.EndCalls();
        })));
        await world.EndAsync();
        world.CheckCaps();
        world.CheckSums();
    }

    private static async Task CrashAsync((byte What, byte Which, byte Amount)[] steps, byte lost)
    {
        var world = new MeterWorld();
        var hand = new MeterCaller(world);
        for (var i = 0; i < steps.Length; i++)
        {
            if (i == lost % (steps.Length + 1))
            {
                // From here on nothing reaches the disk any more.
                world.Lab.Ledger.BeforeAppend = _ => new TaskCompletionSource().Task;
            }

            await hand.StepAsync(steps[i].What, steps[i].Which, steps[i].Amount, mayClose: false);
        }

        world.Die();
        await world.RecoverAsync();
        world.CheckCaps();
        world.CheckSums();
        var rows = world.Ledger.Rows.Count;
        await world.RecoverAsync();
        world.Ledger.Rows.Count.ShouldBe(rows);
        world.CheckSums();
    }

    private static async Task FitAsync(bool idle)
    {
        var grains = new FakeGrains();
        var run = grains.Cap("budget-run-one", 0.20m);
        var lab = new MeterHarness(grains, new FakeTimeProvider(Start));
        if (idle)
        {
            // A call that was never made leaves its lease behind.
            (await lab.Meter.ReserveAsync(
                Spenders[1],
                new CallEstimate(Model, ModelApi.OpenAIChat, 0, 1_000, 1_000),
                CancellationToken.None)).Void();
            run.Leased.ShouldBeGreaterThan(Usd.Zero);
        }

        var calls = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await lab.Meter.ReserveAsync(
                    Spenders[0],
                    new CallEstimate(Model, ModelApi.OpenAIChat, 0, 1_000, 1_000),
                    CancellationToken.None);
            }
            catch (FactoryException e)
            {
                e.Code.ShouldBe(ErrorCodes.BudgetExceeded);
                return null;
            }
        }))).WaitAsync(Patience);

        calls.Count(c => c is not null).ShouldBe(20);
        foreach (var call in calls.OfType<IMeteredCall>())
        {
            call.Settle(new CallSettlement(CallOutcome.UsageMissing, null));
        }

        await Task.WhenAll(Spenders.Select(s => lab.Meter.CloseAccountAsync(s.Id))).WaitAsync(Patience);
        run.State.Spent.ShouldBe(new Usd(0.20m));
        lab.Ledger.Sum(_ => true).ShouldBe(new Usd(0.20m));
    }
}
