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

/// <summary>A real meter over budgets and a ledger in memory, on a clock of its own.</summary>
public abstract class UsageMeterTestBase
{
    protected const string Day = "budget-day-2030-01-01";
    protected const string Run = "budget-run-one";

    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    protected static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    protected static readonly Principal Rex = new(
        PrincipalId.Parse("attempt-one"),
        TaskId.Parse("task-one"),
        RunId.Parse("run-one"),
        AttemptId.Parse("attempt-one"),
        AgentId.Parse("agent-rex"),
        "build",
        null);

    /// <summary>Input is free: a token of output costs 0.00001 USD.</summary>
    protected static readonly ModelDefinition Model = Given.Model(Given.SmallModel, ModelTier.Cheap) with { Prices = Given.Prices(0, 10) };

    private protected FakeGrains Grains { get; } = new();
    protected FakeTimeProvider Time { get; } = new(Noon);
    private protected MeterHarness Lab { get; }

    protected UsageMeterTestBase() =>
        Lab = new MeterHarness(
            Grains,
            Time,
            policy: Given.Policy() with
            {
                Kinds = new Dictionary<string, KindPolicy>
                {
                    ["build"] = KindPolicy.Default with { LifetimeLimits = new LifetimeLimits(3, 5_000, 12) }
                }
            });

    protected static CallEstimate Call(int output) => new(Model, ModelApi.OpenAIChat, 0, output, output);

    protected static CallSettlement Used(int output) => new(CallOutcome.Succeeded, new TokenUsage(0, output));

    protected Task<IMeteredCall> BeginAsync(Principal spender, CallEstimate estimate) =>
        Lab.Meter.ReserveAsync(spender, estimate, CancellationToken.None).AsTask().WaitAsync(Patience);

    protected Task<FactoryException> RefusedAsync(Principal spender, CallEstimate estimate) =>
        Should.ThrowAsync<FactoryException>(() => BeginAsync(spender, estimate));

    protected static Task<Problem?> CoverAsync(IMeteredCall call, decimal soFar) =>
        call.ExtendReservationAsync(new Usd(soFar)).AsTask().WaitAsync(Patience);

    protected Task CloseAsync(Principal spender) => Lab.Meter.CloseAccountAsync(spender.Id).WaitAsync(Patience);

    protected Task TidyAsync() => Lab.Meter.ReleaseIdleLeasesAsync().WaitAsync(Patience);

    /// <summary>So many rows are on disk and the meter knows.</summary>
    protected async Task RowsAsync(int rows)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (Lab.Ledger.Rows.Count < rows || Lab.Meter.LedgerWriter.PendingCount > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    protected decimal[] Spent(params string[] budgets) => [.. budgets.Select(b => Grains.Budgets[b].State.Spent.Amount)];
}
