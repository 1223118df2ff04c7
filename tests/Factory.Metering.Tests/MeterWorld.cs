using System.Collections.Concurrent;
using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Metering.Budgets;
using Factory.TestKit.Builders;
using Factory.TestKit.Metering;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Metering.Tests;

/// <summary>
/// One meter with tight budgets, a clock and a disk: what <see cref="MeterCaller"/> plays in, and the laws that hold
/// whatever it plays.
/// </summary>
internal sealed class MeterWorld
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Input is free: a token of output costs 0.00001 USD.</summary>
    public static readonly ModelDefinition Model = Given.Model(Given.SmallModel, ModelTier.Cheap) with { Prices = Given.Prices(0, 10) };

    public static readonly Principal[] Spenders =
    [
        Attempt("attempt-one", "task-one", "run-one"),
        Attempt("attempt-two", "task-two", "run-one"),
        Attempt("attempt-three", "task-two", "run-one"),
        Principal.ForKey("laptop"),
    ];

    private FakeGrains _grains = new();

    /// <param name="grace">How long calls of a closed holder may go on; null for the meter's own word.</param>
    public MeterWorld(TimeSpan? grace = null)
    {
        // Days pass here in moments, and no holder may be forgotten.
        var options = new MeterOptions { ClosedAccountRetention = TimeSpan.FromDays(1_000) };
        options.DrainTimeout = grace ?? options.DrainTimeout;
        (string Key, decimal Cap)[] caps = [
            ("run-one", 0.30m),
            ("task-two", 0.12m),
            ("key-laptop", 0.05m),
            ("day-2030-01-01", 0.25m),
            ("day-2030-01-02", 0.25m)
        ];
        foreach (var (key, cap) in caps)
        {
            // Budgets answer later, so that what others do meanwhile falls in between.
            _grains.Cap($"budget-{key}", cap).BeforeWrite = async () => await Task.Yield();
        }

        Lab = new MeterHarness(_grains, Time, options);
        Ledger = Lab.Ledger;
    }

    public FakeTimeProvider Time { get; } = new(Start);

    public MeterHarness Lab { get; }

    /// <summary>What is on disk.</summary>
    public InMemoryLedger Ledger { get; private set; }

    /// <summary>Holders that begin nothing any more.</summary>
    public ConcurrentDictionary<PrincipalId, bool> Closed { get; } = new();

    private ConcurrentBag<Task> Closing { get; } = [];

    public void Close(PrincipalId holder)
    {
        Closing.Add(TryCloseAsync(holder));
        Closed[holder] = true;
    }

    /// <summary>Every holder is closed. Its calls have ended before, and time stands still, so that this succeeds.</summary>
    public Task EndAsync() => Task.WhenAll([.. Closing, .. Spenders.Select(s => Lab.Meter.CloseAccountAsync(s.Id))]).WaitAsync(Patience);

    /// <summary>What is spent, leased and under way never passes a cap.</summary>
    public void CheckCaps()
    {
        foreach (var (key, budget) in _grains.Budgets)
        {
            if (budget.Cap is { } cap)
            {
                budget.State.Committed().ShouldBeLessThanOrEqualTo(cap, key);
            }
        }
    }

    /// <summary>
    /// Nobody spends any more: each budget has spent exactly the rows in its scope, in money, calls and tokens.
    /// </summary>
    public void CheckSums()
    {
        foreach (var (key, budget) in _grains.Budgets)
        {
            var rows = Ledger.Rows.Values
                .Where(r => Spenders.Single(s => s.Id == r.PrincipalId).Budgets(r.Day).Contains(new BudgetId(key)))
                .ToList();
            budget.State.Leases.ShouldBeEmpty(key);
            budget.State.Spent.Amount.ShouldBe(rows.Where(r => r.Billing == Billing.PayAsYouGo).Sum(r => r.Cost.Amount), key);
            budget.State.Calls.ShouldBe(rows.Count(r => r.Outcome != CallOutcome.Unaccounted), key);
            budget.State.Tokens.ShouldBe(rows.Sum(r => r.Usage.Total()), key);
        }
    }

    /// <summary>
    /// The silo dies: what is on disk now is all there is, whatever its threads still do. Budgets first: a lease is
    /// closed only after its rows are written.
    /// </summary>
    public void Die()
    {
        var left = new FakeGrains();
        foreach (var (key, budget) in _grains.Budgets)
        {
            var copy = left.Budget(key);
            (copy.State, copy.Cap) = (budget.State, budget.Cap);
        }

        _grains = left;
        Ledger = new InMemoryLedger { Rows = new(Lab.Ledger.Rows) };
    }

    /// <summary>The next silo starts.</summary>
    public Task RecoverAsync()
    {
        var recovery = new LeaseRecovery(new BudgetScanner(_grains), Ledger, _grains, Time, NullLogger<LeaseRecovery>.Instance);
        return recovery.RunAsync(CancellationToken.None);
    }

    /// <summary>
    /// Closes the account. Hours can pass while its rows are on their way to the disk; the meter then gives up the wait, and
    /// the leases stay open until they are closed again.
    /// </summary>
    private async Task TryCloseAsync(PrincipalId holder)
    {
        try
        {
            await Lab.Meter.CloseAccountAsync(holder);
        }
        catch (TimeoutException e)
        {
            e.Message.ShouldStartWith($"Ledger rows of {holder} could not be written");
        }
    }

    private static Principal Attempt(string attempt, string task, string run) =>
        new(
            PrincipalId.Parse(attempt),
            TaskId.Parse(task),
            RunId.Parse(run),
            AttemptId.Parse(attempt),
            AgentId.Parse("agent-rex"),
            "build",
            null);
}
