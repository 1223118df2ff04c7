using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Configuration;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.TestKit.Builders;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Metering.Tests;

/// <summary>The real meter over budgets and a ledger in memory, one rule at a time.</summary>
public sealed class UsageMeterTests : UsageMeterTestBase
{
    [Theory]
    [InlineData(Day, "Go on tomorrow (UTC), or now. Give it more: factory budget set day 1 && factory run retry run-one")]
    [InlineData(
        "budget-agent-rex-2030-01-01",
        "Go on tomorrow (UTC), or now. Give it more: factory budget set agent-rex 1 && factory run retry run-one")]
    [InlineData(Run, "factory run retry run-one --budget 1")]
    [InlineData("budget-task-one", "factory budget set task-one 1 && factory run retry run-one")]
    public async Task ReserveAsync_AnyBudgetOfTheChainIsFull_RefusesAndNamesTheFix(string key, string way)
    {
        Grains.Cap(key, 0.00999999m);
        for (var i = 0; i < 2; i++)
        {
            var refusal = await RefusedAsync(Rex, Call(1_000));
            refusal.Code.ShouldBe(ErrorCodes.BudgetExceeded);
            refusal.Message.ShouldBe($"{key}: cap 0.00999999 USD, left 0.00999999 USD; the next model call may cost up to 0.01 USD.");
            refusal.Hint!.ShouldEndWith(way);
        }

        Grains.Budgets.Values.Select(b => b.State.Committed())
            .Distinct()
            .ShouldBe([Usd.Zero], "a refusal leaves nothing behind in any budget");
        Grains.Budgets[key].RaisedAlerts.ShouldHaveSingleItem().ShouldStartWith(EventTypes.BudgetExceeded);
    }

    [Fact]
    public async Task ReserveAsync_NamedKey_IsPaidByTheDayAndItsOwnBudget()
    {
        Grains.Cap("budget-key-laptop", 0.01m);
        var call = await BeginAsync(Principal.ForKey("laptop"), Call(1_000));
        Grains.Budgets.Keys.ShouldBe([Day, "budget-key-laptop"], ignoreOrder: true);
        (await RefusedAsync(Principal.ForKey("laptop"), Call(1_000))).Hint!.ShouldEndWith("factory budget set key-laptop 1");
        call.Settle(Used(1_000));
        await CloseAsync(Principal.ForKey("laptop"));
        Grains.Budgets["budget-key-laptop"].State.Spent.ShouldBe(new Usd(0.01m));
    }

    [Theory]
    [InlineData(1.00, 100, 2_000)]
    [InlineData(0.02, 100, 2_000)]
    [InlineData(0.01999999, 100, 1_999)]
    [InlineData(0.001, 100, 100)]
    [InlineData(0.00099999, 100, null)]
    [InlineData(0.00001, 1, 1)]
    [InlineData(0, 1, null)]
    [InlineData(0, 0, 0)]
    public async Task ReserveAsync_LittleMoney_LowersTheOutputCapDownToTheMinimum(double cap, int least, int? output)
    {
        Grains.Cap(Run, (decimal)cap);
        var estimate = Call(2_000) with { MinOutputTokens = least };
        if (output is null)
        {
            (await RefusedAsync(Rex, estimate)).Code.ShouldBe(ErrorCodes.BudgetExceeded);
            return;
        }

        var call = await BeginAsync(Rex, estimate);
        (call.MaxOutputTokens, call.Reserved).ShouldBe((output.Value, new Usd(output.Value * 0.00001m)));
    }

    [Theory]
    // A twentieth of the innermost cap, a quarter of what is left, never less than the call needs, never more than
    // there is.
    [InlineData(20, 100, 1_000, 1.0)]
    [InlineData(20, 2, 1_000, 0.5)]
    [InlineData(0.10, 100, 1_000, 0.01)]
    [InlineData(0.012, 100, 1_000, 0.01)]
    [InlineData(20, 0.012, 1_000, 0.01)]
    public async Task ReserveAsync_Plenty_LeasesMoreThanTheCallNeeds(double run, double day, int output, double lease)
    {
        (Grains.Cap(Run, (decimal)run), Grains.Cap(Day, (decimal)day)).ShouldNotBe(default);
        await BeginAsync(Rex, Call(output));
        Grains.Budgets.Values.Select(b => b.State.Committed()).Distinct().ShouldBe([new Usd((decimal)lease)]);
    }

    [Fact]
    public async Task Settle_AfterMidnight_IsPaidByTheDayOfItsStart()
    {
        Time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromTicks(1));
        var late = await BeginAsync(Rex, Call(1_000));
        Time.Advance(TimeSpan.FromTicks(1));
        var early = await BeginAsync(Rex, Call(2_000));
        late.Settle(Used(1_000));
        early.Settle(Used(2_000));
        await CloseAsync(Rex);

        Spent(Day, "budget-agent-rex-2030-01-01", "budget-day-2030-01-02", "budget-agent-rex-2030-01-02", Run)
            .ShouldBe([0.01m, 0.01m, 0.02m, 0.02m, 0.03m]);
        Lab.Ledger.Rows.Values.OrderBy(r => r.At).Select(r => (r.Day.Day, r.Cost.Amount)).ShouldBe([(1, 0.01m), (2, 0.02m)]);
    }

    [Fact]
    public async Task ReleaseIdleLeasesAsync_IdleAccount_GivesItsLeaseBackAndOpensAnotherLater()
    {
        Grains.Cap(Run, 1);
        (await BeginAsync(Rex, Call(100))).Settle(Used(100));
        await RowsAsync(1);
        Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        await TidyAsync();
        Grains.Budgets[Run].Leased.ShouldBeGreaterThan(Usd.Zero);

        Time.Advance(TimeSpan.FromTicks(1));
        await TidyAsync();

        Grains.Budgets.Values.ShouldAllBe(b => b.State.Leases.IsEmpty && b.State.Spent == new Usd(0.001m));
        (await BeginAsync(Rex, Call(100))).Settle(Used(100));
        await CloseAsync(Rex);
        Lab.Ledger.Rows.Values.Select(r => r.LeaseId).Distinct().Count().ShouldBe(2);
        Spent(Run).ShouldBe([0.002m]);
    }

    [Fact]
    public async Task ReleaseIdleLeasesAsync_LeaseOfYesterday_KeepsWhatItsCallsNeed()
    {
        Grains.Cap(Run, 1);
        var call = await BeginAsync(Rex, Call(1_000));
        Time.Advance(TimeSpan.FromHours(12));
        await TidyAsync();
        Grains.Budgets[Day].State.Committed().ShouldBe(new Usd(0.01m), "the upper bound of the call and nothing more");

        call.Settle(Used(10));
        await RowsAsync(1);
        await TidyAsync();
        Grains.Budgets[Day].State.Leases.ShouldBeEmpty();
        Spent(Day).ShouldBe([0.0001m]);
    }

    [Fact]
    public async Task ReserveAsync_LeaseCouldNotBeClosed_IsNotMistakenForARefusal()
    {
        (await BeginAsync(Rex, Call(100))).Settle(Used(100));
        await RowsAsync(1);
        Grains.Budgets[Run].BeforeWrite = () => throw new IOException("the disk is full");
        Time.Advance(TimeSpan.FromMinutes(5));
        await TidyAsync();
        Grains.Budgets[Day].State.Leases.ShouldBeEmpty("closed before the run's could not be written");
        Grains.Budgets[Run].State.Leases.ShouldNotBeEmpty();

        await Should.ThrowAsync<IOException>(() => BeginAsync(Rex, Call(100)));
        Grains.Budgets[Run].BeforeWrite = () => Task.CompletedTask;
        (await BeginAsync(Rex, Call(100))).Settle(Used(100));
        await CloseAsync(Rex);
        Grains.Budgets.Values.ShouldAllBe(b => b.State.Leases.IsEmpty && b.State.Spent == new Usd(0.002m) && b.RaisedAlerts.Count == 0);
    }

    [Fact]
    public async Task ExtendReservationAsync_BudgetsHaveMore_CoversTheResponse()
    {
        Grains.Cap(Run, 0.05m);
        var call = await BeginAsync(Rex, Call(1_000));
        var asked = Grains.Budgets[Run].LeaseRequests.Count;
        (await CoverAsync(call, 0.01m)).ShouldBeNull();
        (call.Reserved, Grains.Budgets[Run].LeaseRequests.Count).ShouldBe(
            (new Usd(0.01m), asked),
            "what is reserved is not asked for again");

        (await CoverAsync(call, 0.03m)).ShouldBeNull();
        (call.Reserved, Grains.Budgets[Run].State.Committed() >= new Usd(0.03m)).ShouldBe((new Usd(0.03m), true));
        (await CoverAsync(call, 0.05m)).ShouldBeNull("to the cap exactly");
        var refusal = (await CoverAsync(call, 0.05000001m)).ShouldNotBeNull();
        (refusal.Code, refusal.Message.Contains(Run, StringComparison.Ordinal)).ShouldBe((ErrorCodes.BudgetExceeded, true));
        call.Reserved.ShouldBe(new Usd(0.05m));

        call.Settle(new CallSettlement(CallOutcome.BudgetExceeded, null));
        (await CoverAsync(call, 9)).ShouldBeNull("it is over");
        await CloseAsync(Rex);
        Spent(Run, Day).ShouldBe([0.05000001m, 0.05000001m], "what was seen of it is spent, also past the reservation");
    }

    /// <summary>A provider bills another call of the lease above its reservation while the budgets are asked.</summary>
    [Fact]
    public async Task ExtendReservationAsync_LeaseOverdrawnMeanwhile_ReservesAllOrRefuses()
    {
        Grains.Cap(Run, 0.05m);
        var call = await BeginAsync(Rex, Call(1_000));
        var other = await BeginAsync(Rex, Call(1_000));
        var settled = false;
        Grains.Budgets[Run].BeforeWrite = () =>
        {
            if (!settled)
            {
                settled = true;
                other.Settle(Used(1_500));
            }

            return Task.CompletedTask;
        };

        (await CoverAsync(call, 0.03m)).ShouldBeNull();

        settled.ShouldBeTrue();
        call.Reserved.ShouldBe(new Usd(0.03m), "all of it is covered, or the caller is told");
        (await CoverAsync(call, 0.04m)).ShouldNotBeNull().Code.ShouldBe(ErrorCodes.BudgetExceeded);
    }

    [Fact]
    public async Task Settle_ReservedMoreThanItCost_GivesTheRestBack()
    {
        Grains.Cap(Run, 0.05m);
        var call = await BeginAsync(Rex, Call(1_000));
        (await CoverAsync(call, 0.05m)).ShouldBeNull();
        (await RefusedAsync(Rex, Call(1_000))).Code.ShouldBe(ErrorCodes.BudgetExceeded);
        call.Settle(Used(1_500));
        (await BeginAsync(Rex, Call(3_500))).Settle(Used(3_500));
        await CloseAsync(Rex);
        Spent(Run).ShouldBe([0.05m]);
    }

    [Fact]
    public async Task ExtendReservationAsync_ClosedAccount_CutsTheResponse()
    {
        var call = await BeginAsync(Rex, Call(1_000));
        var closing = Lab.Meter.CloseAccountAsync(Rex.Id);
        (await CoverAsync(call, 0.00001m)).ShouldNotBeNull().Code.ShouldBe(ErrorCodes.KeyRevoked);
        closing.IsCompleted.ShouldBeFalse();
        call.Settle(Used(1));
        await closing.WaitAsync(Patience);
    }

    [Fact]
    public async Task ReserveAsync_Subscription_IsBoundByLifetimeLimitsOnly()
    {
        (Grains.Cap(Day, 0), Grains.Cap(Run, 0), Grains.Cap("budget-task-one", 0)).ShouldNotBe(default);
        for (var i = 0; i < 3; i++)
        {
            var call = await BeginAsync(Rex, Call(1_000) with { Billing = Billing.Subscription });
            call.Reserved.ShouldBe(Usd.Zero);
            (await CoverAsync(call, 1_000)).ShouldBeNull("no budget of money sees it");
            call.Settle(i == 0 ? new CallSettlement(CallOutcome.Succeeded, null, EstimatedOutput: 100) : Used(1_000));
        }

        (await RefusedAsync(Rex, Call(1) with { Billing = Billing.Subscription })).Code.ShouldBe(ErrorCodes.LifetimeLimitReached);
        await CloseAsync(Rex);
        Spent(Day, Run, "budget-task-one").ShouldBe([0, 0, 0]);
        var task = Grains.Budgets["budget-task-one"].State;
        (task.Calls, task.Tokens).ShouldBe((3, 2_100), "the first one's tokens are a guess from its bytes");
        Lab.Ledger.Rows.Values.Where(r => r.Billing == Billing.Subscription)
            .Select(r => r.Cost.Amount)
            .Order()
            .ShouldBe([0.001m, 0.01m, 0.01m]);
    }

    [Theory]
    [InlineData(false, "task-one has used 3 model calls over all its attempts; a task of the kind 'build' is stopped at 3.", "calls")]
    [InlineData(true, "task-one has used 5,000 tokens over all its attempts; a task of the kind 'build' is stopped at 5,000.", "tokens")]
    public async Task ReserveAsync_LifetimeLimit_CountsAllAttemptsOfTheTask(bool byTokens, string message, string key)
    {
        var each = byTokens ? 2_500 : 1;
        (await BeginAsync(Rex, Call(5_000))).Settle(Used(each));
        await CloseAsync(Rex);
        var next = Rex with { Id = PrincipalId.Parse("attempt-two"), Attempt = AttemptId.Parse("attempt-two") };
        (await BeginAsync(next, Call(5_000))).Settle(Used(each));
        if (!byTokens)
        {
            (await BeginAsync(next, Call(5_000))).Settle(Used(each));
        }

        var refusal = await RefusedAsync(next, Call(1));
        (refusal.Code, refusal.Message).ShouldBe((ErrorCodes.LifetimeLimitReached, message));
        refusal.Hint.ShouldBe($"Raise kinds.build.lifetime_limits.{key} in silo-config/policy.yaml above {(byTokens ? "5,000" : "3")}, " +
            "then: factory config reload && factory run retry run-one");
        var other = Rex with
        {
            Id = PrincipalId.Parse("attempt-three"),
            Task = TaskId.Parse("task-two"),
            Attempt = AttemptId.Parse("attempt-three"),
        };
        (await BeginAsync(other, Call(1))).Void();
    }

    [Fact]
    public async Task Settle_Repeated_CountsOnce()
    {
        var call = await BeginAsync(Rex, Call(1_000));
        call.Settle(Used(10));
        call.Settle(Used(1_000));
        call.Void();
        call.Dispose();
        call.Cost.ShouldBe(new Usd(0.0001m));
        var forgotten = await BeginAsync(Rex, Call(1_000));
        forgotten.Void();
        forgotten.Settle(Used(1_000));
        await CloseAsync(Rex);
        Lab.Ledger.Rows.Values.ShouldHaveSingleItem().Outcome.ShouldBe(CallOutcome.Succeeded);
        Spent(Run).ShouldBe([0.0001m]);
    }

    [Fact]
    public async Task Dispose_UnsettledCall_CostsItsReservation()
    {
        (await BeginAsync(Rex, Call(1_000))).Dispose();
        await CloseAsync(Rex);
        var row = Lab.Ledger.Rows.Values.ShouldHaveSingleItem();
        (row.Outcome, row.Cost).ShouldBe((CallOutcome.Interrupted, new Usd(0.01m)));
    }

    [Theory]
    [InlineData(-1, 10, 1, 1)]
    [InlineData(0, 10, -1, 1)]
    [InlineData(0, 10, 11, 1)]
    [InlineData(0, 10, 1, 0)]
    public async Task ReserveAsync_InvalidEstimate_Throws(int input, int output, int least, int choices) =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() =>
            BeginAsync(Rex, new CallEstimate(Model, ModelApi.OpenAIChat, input, output, least, choices)));
}
