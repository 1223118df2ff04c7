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
public sealed class UsageMeterCloseTests
{
    private const string Day = "budget-day-2030-01-01";
    private const string Run = "budget-run-one";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Principal Rex = new(
        "attempt-one",
        TaskId.Parse("task-one"),
        RunId.Parse("run-one"),
        AttemptId.Parse("attempt-one"),
        AgentId.Parse("agent-rex"),
        "build",
        null);

    /// <summary>Input is free: a token of output costs 0.00001 USD.</summary>
    private static readonly ModelDefinition Model = Given.Model(Given.SmallModel, ModelTier.Cheap) with { Prices = Given.Prices(0, 10) };

    private readonly FakeGrains _grains = new();
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly MeterHarness _lab;

    public UsageMeterCloseTests() =>
        _lab = new MeterHarness(
            _grains,
            _time,
            policy: Given.Policy() with
            {
                Kinds = new Dictionary<string, KindPolicy>
                {
                    ["build"] = KindPolicy.Default with { LifetimeLimits = new LifetimeLimits(3, 5_000, 12) }
                }
            });

    [Fact]
    public async Task CloseAccountAsync_CallOutlivesTheDrainTimeout_IsSettledAtItsReservation()
    {
        var call = await BeginAsync(Rex, Call(1_000));
        var closing = _lab.Meter.CloseAccountAsync(Rex.Id);
        _time.Advance(TimeSpan.FromSeconds(30));
        await closing.WaitAsync(Patience);
        call.Settle(Used(1));
        var row = _lab.Ledger.Rows.Values.ShouldHaveSingleItem();
        (row.Outcome, row.Cost, row.Error).ShouldBe((CallOutcome.Interrupted, new Usd(0.01m), "its principal has ended"));
        Spent(Run).ShouldBe([0.01m]);
    }

    [Fact]
    public async Task CloseAccountAsync_RowsNotOnDisk_Waits()
    {
        var disk = new TaskCompletionSource();
        _lab.Ledger.BeforeAppend = _ => disk.Task;
        (await BeginAsync(Rex, Call(1_000))).Settle(Used(1_000));
        var closing = _lab.Meter.CloseAccountAsync(Rex.Id);
        await TidyAsync();
        closing.IsCompleted.ShouldBeFalse();
        _grains.Budgets.Values.ShouldAllBe(b => b.State.Leases.Count == 1);
        disk.SetResult();
        await closing.WaitAsync(Patience);
        Spent(Run).ShouldBe([0.01m]);
    }

    [Fact]
    public async Task CloseAccountAsync_AccountWithoutCalls_RefusesCalls()
    {
        await CloseAsync(Rex);
        await CloseAsync(Rex);
        (await RefusedAsync(Rex, Call(1))).Code.ShouldBe(ErrorCodes.KeyRevoked);
        _grains.Budgets.ShouldBeEmpty();
    }

    [Fact]
    public async Task RefuseCalls_OpenAccount_RefusesAtOnceAndLetsWhatIsUnderWaySettle()
    {
        var call = await BeginAsync(Rex, Call(1_000));
        _lab.Meter.RefuseCalls(Rex.Id);

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
        _grains.Budgets[Run].Leased.ShouldBeGreaterThan(Usd.Zero);
        _lab.Meter.RefuseCalls(Rex.Id);

        await TidyAsync();

        _grains.Budgets[Run].Leased.ShouldBe(Usd.Zero);
    }

    private static CallEstimate Call(int output) => new(Model, ModelApi.OpenAIChat, 0, output, output);

    private static CallSettlement Used(int output) => new(CallOutcome.Succeeded, new TokenUsage(0, output));

    private Task<IMeteredCall> BeginAsync(Principal spender, CallEstimate estimate) =>
        _lab.Meter.ReserveAsync(spender, estimate, CancellationToken.None).AsTask().WaitAsync(Patience);

    private Task<FactoryException> RefusedAsync(Principal spender, CallEstimate estimate) =>
        Should.ThrowAsync<FactoryException>(() => BeginAsync(spender, estimate));

    private static Task<Problem?> CoverAsync(IMeteredCall call, decimal soFar) =>
        call.ExtendReservationAsync(new Usd(soFar)).AsTask().WaitAsync(Patience);

    private Task CloseAsync(Principal spender) => _lab.Meter.CloseAccountAsync(spender.Id).WaitAsync(Patience);

    private Task TidyAsync() => _lab.Meter.ReleaseIdleLeasesAsync().WaitAsync(Patience);

    /// <summary>So many rows are on disk and the meter knows.</summary>
    private async Task RowsAsync(int rows)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (_lab.Ledger.Rows.Count < rows || _lab.Meter.LedgerWriter.PendingCount > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private decimal[] Spent(params string[] budgets) => [.. budgets.Select(b => _grains.Budgets[b].State.Spent.Amount)];
}
