using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Models;
using Factory.Domain.Budgets;
using Factory.Domain.Durability;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Models.Metering;
using Factory.Models.Tests.Sessions;
using Factory.TestKit.Builders;
using Factory.TestKit.Money;
using Factory.TestKit.Time;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;

namespace Factory.Models.Tests.Metering;

/// <summary>The real meter under random calls, ends, midnights and crashes: no budget is ever passed, and each has spent what the ledger says.</summary>
public class MeterPropertyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Input is free: a token of output costs 0.00001 USD.</summary>
    private static readonly ModelDefinition Model = Given.Model(Given.SmallModel, ModelTier.Cheap) with { InputPrice = Usd.Zero, CachedInputPrice = Usd.Zero, OutputPrice = new Usd(10) };

    private static readonly Spender[] Spenders =
    [
        Attempt("attempt-one", "task-one", "run-one"),
        Attempt("attempt-two", "task-two", "run-one"),
        Attempt("attempt-three", "task-two", "run-one"),
        Spender.OfKey("laptop"),
    ];

    [Fact]
    public Task Two_hundred_calls_at_once_on_a_budget_that_fits_twenty() => FitAsync(idle: false);

    [Fact]
    public Task Money_that_another_purse_holds_and_does_not_use_is_given_back() => FitAsync(idle: true);

    [Fact]
    public void No_budget_is_passed_and_each_has_spent_what_the_ledger_says() => Prop.ForAll<(byte What, byte Which, byte Amount)[]>(steps =>
    {
        var play = new Play();
        foreach (var (what, which, amount) in steps)
        {
            play.Step(what, which, amount);
            play.CheckCaps();
        }

        play.EndAsync().GetAwaiter().GetResult();
        play.CheckSums();
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void After_a_crash_what_has_no_row_is_unaccounted_once_and_stays_spent() => Prop.ForAll<(byte What, byte Which, byte Amount)[], byte>((steps, lost) =>
    {
        var play = new Play();
        for (var i = 0; i < steps.Length; i++)
        {
            if (i == lost % (steps.Length + 1))
            {
                // From here on nothing reaches the disk any more.
                play.Lab.Ledger.Writing = _ => new TaskCompletionSource().Task;
            }

            play.Step(steps[i].What, steps[i].Which, steps[i].Amount, mayClose: false);
        }

        play.Die();
        play.RecoverAsync().GetAwaiter().GetResult();
        play.CheckCaps();
        play.CheckSums();
        var rows = play.Ledger.Rows.Count;
        play.RecoverAsync().GetAwaiter().GetResult();
        play.Ledger.Rows.Count.ShouldBe(rows);
        play.CheckSums();
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static Spender Attempt(string attempt, string task, string run) =>
        new(attempt, TaskId.Parse(task), RunId.Parse(run), AttemptId.Parse(attempt), AgentId.Parse("agent-rex"), "build", null);

    private static async Task FitAsync(bool idle)
    {
        var grains = new FakeGrains();
        var run = grains.Cap("budget-run-one", 0.20m);
        var lab = new MeterLab(grains, new ManualTimeProvider(Start));
        if (idle)
        {
            // A call that was never made leaves its lease behind.
            (await lab.Meter.BeginAsync(Spenders[1], new CallIntent(Model, "chat", 0, 1_000, 1_000), CancellationToken.None)).Forget();
            run.Leased.ShouldBeGreaterThan(Usd.Zero);
        }

        var calls = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await lab.Meter.BeginAsync(Spenders[0], new CallIntent(Model, "chat", 0, 1_000, 1_000), CancellationToken.None);
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
            call.Settle(new CallEnd(CallOutcome.NoUsage, null));
        }

        await Task.WhenAll(Spenders.Select(s => lab.Meter.CloseAsync(s.Holder))).WaitAsync(Patience);
        run.State.Spent.ShouldBe(new Usd(0.20m));
        lab.Ledger.Sum(_ => true).ShouldBe(new Usd(0.20m));
    }

    /// <summary>One meter with its budgets, and what happens to it.</summary>
    private sealed class Play
    {
        private FakeGrains _grains = new();
        private readonly ManualTimeProvider _time = new(Start);
        private readonly List<(Spender Spender, IMeteredCall Call)> _open = [];
        private readonly HashSet<string> _closed = [];
        private readonly List<Task> _closing = [];

        public Play()
        {
            _grains.Cap("budget-run-one", 0.30m);
            _grains.Cap("budget-task-two", 0.12m);
            _grains.Cap("budget-key-laptop", 0.05m);
            _grains.Cap("budget-day-2030-01-01", 0.25m);
            _grains.Cap("budget-day-2030-01-02", 0.25m);
            Lab = new MeterLab(_grains, _time);
            Ledger = Lab.Ledger;
        }

        public MeterLab Lab { get; }

        /// <summary>What is on disk.</summary>
        public MemoryLedger Ledger { get; private set; }

        public void Step(byte what, byte which, byte amount, bool mayClose = true)
        {
            switch (what % 10)
            {
                case 0 or 1 or 2 or 3:
                    Begin(Spenders[which % Spenders.Length], 1 + (amount * 20));
                    break;
                case 4 or 5 when Take(which) is { } call:
                    call.Settle(new CallEnd(CallOutcome.Ok, new TokenUsage(amount, call.OutputTokens * amount / 255)));
                    break;
                case 6 when Take(which) is { } call:
                    call.Settle(new CallEnd((CallOutcome)(1 + (amount % 5)), null));
                    break;
                case 7 when Take(which) is { } call:
                    call.Forget();
                    break;
                case 8:
                    _time.Advance(TimeSpan.FromHours(amount % 4));
                    break;
                case 9 when mayClose && amount < 60:
                    var holder = Spenders[which % Spenders.Length].Holder;
                    _closed.Add(holder);
                    _closing.Add(Lab.Meter.CloseAsync(holder));
                    break;
            }
        }

        /// <summary>What is spent, leased and under way never passes a cap.</summary>
        public void CheckCaps()
        {
            foreach (var (key, budget) in _grains.Budgets)
            {
                if (budget.Cap is { } cap)
                {
                    budget.State.Taken().ShouldBeLessThanOrEqualTo(cap, key);
                }
            }
        }

        /// <summary>Nobody spends any more: each budget has spent exactly the rows in its scope.</summary>
        public void CheckSums()
        {
            foreach (var (key, budget) in _grains.Budgets)
            {
                budget.State.Leases.ShouldBeEmpty(key);
                budget.State.Spent.ShouldBe(Ledger.Sum(r => Spenders.Single(s => s.Holder == r.Holder).Budgets(r.Day).Contains(key)), key);
            }
        }

        public async Task EndAsync()
        {
            _open.ForEach(o => o.Call.Settle(new CallEnd(CallOutcome.Broken, null)));
            _closing.AddRange(Spenders.Select(s => Lab.Meter.CloseAsync(s.Holder)));
            await Task.WhenAll(_closing).WaitAsync(Patience);
        }

        /// <summary>The silo dies: what is on disk now is all there is, whatever its threads still do. Budgets first: a lease is closed only after its rows are written.</summary>
        public void Die()
        {
            var left = new FakeGrains();
            foreach (var (key, budget) in _grains.Budgets)
            {
                var copy = left.Budget(key);
                (copy.State, copy.Cap) = (budget.State, budget.Cap);
            }

            _grains = left;
            Ledger = new MemoryLedger { Rows = new(Lab.Ledger.Rows) };
        }

        /// <summary>The next silo starts.</summary>
        public Task RecoverAsync() => new LeaseRecovery(new Scan(_grains), Ledger, _grains, _time, NullLogger<LeaseRecovery>.Instance).RunAsync(CancellationToken.None);

        private void Begin(Spender spender, int output)
        {
            try
            {
                _open.Add((spender, Lab.Meter.BeginAsync(spender, new CallIntent(Model, "chat", 10, output, Math.Min(output, 1_000)), CancellationToken.None).AsTask().WaitAsync(Patience).GetAwaiter().GetResult()));
                _closed.ShouldNotContain(spender.Holder, "a closed holder never begins again");
            }
            catch (FactoryException e)
            {
                e.Code.ShouldBeOneOf(ErrorCodes.BudgetExceeded, ErrorCodes.KeyDead);
            }
        }

        private IMeteredCall? Take(byte which)
        {
            if (_open.Count == 0)
            {
                return null;
            }

            var taken = _open[which % _open.Count];
            _open.Remove(taken);
            return taken.Call;
        }
    }

    private sealed class Scan(FakeGrains grains) : IStateScan
    {
        public async IAsyncEnumerable<ScannedState<T>> ScanAsync<T>(string stateName, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            foreach (var (key, budget) in grains.Budgets)
            {
                yield return new ScannedState<T>(key, (T)(object)new Durable<BudgetState> { Value = budget.State });
            }
        }
    }
}
