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

/// <summary>How an account is closed and refused, and what its calls under way cost.</summary>
public sealed class UsageMeterCloseTests : UsageMeterTestBase
{
    [Fact]
    public async Task CloseAccountAsync_CallOutlivesTheDrainTimeout_IsSettledAtItsReservation()
    {
        var call = await BeginAsync(Rex, Call(1_000));
        var closing = Lab.Meter.CloseAccountAsync(Rex.Id);
        Time.Advance(TimeSpan.FromSeconds(30));
        await closing.WaitAsync(Patience);
        call.Settle(Used(1));
        var row = Lab.Ledger.Rows.Values.ShouldHaveSingleItem();
        (row.Outcome, row.Cost, row.Error).ShouldBe((CallOutcome.Interrupted, new Usd(0.01m), "its principal has ended"));
        Spent(Run).ShouldBe([0.01m]);
    }

    [Fact]
    public async Task CloseAccountAsync_RowsNotOnDisk_Waits()
    {
        var disk = new TaskCompletionSource();
        Lab.Ledger.BeforeAppend = _ => disk.Task;
        (await BeginAsync(Rex, Call(1_000))).Settle(Used(1_000));
        var closing = Lab.Meter.CloseAccountAsync(Rex.Id);
        await TidyAsync();
        closing.IsCompleted.ShouldBeFalse();
        Grains.Budgets.Values.ShouldAllBe(b => b.State.Leases.Count == 1);
        disk.SetResult();
        await closing.WaitAsync(Patience);
        Spent(Run).ShouldBe([0.01m]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CloseAccountAsync_RowsCannotBeWritten_GivesUpAndAScanClosesTheLeaseLater(bool isCallOpen)
    {
        var disk = new TaskCompletionSource();
        Lab.Ledger.BeforeAppend = _ => disk.Task;
        var call = await BeginAsync(Rex, Call(1_000));
        if (!isCallOpen)
        {
            call.Settle(Used(1_000));
        }

        var closing = Lab.Meter.CloseAccountAsync(Rex.Id);
        Time.Advance(TimeSpan.FromSeconds(isCallOpen ? 30 : 0));
        // The first wait ends on another thread, which then begins the second one.
        while (!closing.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        (await Should.ThrowAsync<TimeoutException>(() => closing)).Message.ShouldContain("attempt-one");
        Grains.Budgets.Values.ShouldAllBe(b => b.State.Leases.Count == 1);
        disk.SetResult();
        Lab.Meter.LedgerWriter.Complete();
        await Lab.Writing.WaitAsync(Patience);
        await Lab.Meter.ReleaseIdleLeasesAsync().WaitAsync(Patience);
        Spent(Run).ShouldBe([0.01m]);
        Grains.Budgets.Values.ShouldAllBe(b => b.State.Leases.Count == 0);
    }

    [Fact]
    public async Task CloseAllAsync_RowsCannotBeWritten_EndsWhenTheStopGivesUp()
    {
        Lab.Ledger.BeforeAppend = _ => new TaskCompletionSource().Task;
        (await BeginAsync(Rex, Call(1_000))).Settle(Used(1_000));
        using var stop = new CancellationTokenSource();
        var closing = Lab.Meter.CloseAllAsync(stop.Token);
        closing.IsCompleted.ShouldBeFalse();

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => closing.WaitAsync(Patience));
    }

    [Fact]
    public async Task CloseAccountAsync_AccountWithoutCalls_RefusesCalls()
    {
        await CloseAsync(Rex);
        await CloseAsync(Rex);
        (await RefusedAsync(Rex, Call(1))).Code.ShouldBe(ErrorCodes.KeyRevoked);
        Grains.Budgets.ShouldBeEmpty();
    }

    [Fact]
    public async Task RefuseCalls_OpenAccount_RefusesAtOnceAndLetsWhatIsUnderWaySettle()
    {
        var call = await BeginAsync(Rex, Call(1_000));
        Lab.Meter.RefuseCalls(Rex.Id);

        (await RefusedAsync(Rex, Call(1))).Code.ShouldBe(ErrorCodes.KeyRevoked);
        (await CoverAsync(call, 0.02m)).ShouldNotBeNull().Code.ShouldBe(ErrorCodes.KeyRevoked);
        call.Settle(Used(1_000));
        await CloseAsync(Rex);
        Spent(Run).ShouldBe([0.01m]);
    }

    /// <summary>Where nobody closes the account, as when a runner gave up, its money must not stay leased.</summary>
    [Fact]
    public async Task ReleaseIdleLeasesAsync_RefusedAccount_GivesItsLeasesBackWithoutTheIdleTime()
    {
        (await BeginAsync(Rex, Call(1_000))).Void();
        Grains.Budgets[Run].Leased.ShouldBeGreaterThan(Usd.Zero);
        Lab.Meter.RefuseCalls(Rex.Id);

        await TidyAsync();

        Grains.Budgets[Run].Leased.ShouldBe(Usd.Zero);
    }
}
