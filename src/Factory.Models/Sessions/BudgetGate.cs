using System.Globalization;
using Factory.Contracts.Attempts;
using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Orleans;

namespace Factory.Models.Sessions;

/// <summary>The budgets that a call passes: first the day's, then the run's. What one lets through and the next refuses is given back.</summary>
internal sealed class BudgetGate(IGrainFactory grains, TimeProvider time, AttemptOrder order)
{
    /// <summary>Sets the worst case aside in every budget.</summary>
    /// <exception cref="FactoryException"><c>budget.exceeded</c>.</exception>
    public async Task<Reservation> ReserveAsync(string call, Usd worstCase)
    {
        var reservation = new Reservation(call, worstCase);
        try
        {
            foreach (var key in Keys())
            {
                var grain = grains.GetGrain<IBudgetGrain>(key);
                var reply = await grain.Reserve(order.Attempt, call, worstCase);
                if (!reply.IsAccepted())
                {
                    throw await RefusalAsync(grain, key, worstCase);
                }

                reservation.Add(grain);
            }

            return reservation;
        }
        catch
        {
            await reservation.SettleAsync(Usd.Zero);
            throw;
        }
    }

    private IEnumerable<string> Keys()
    {
        yield return BudgetKeys.ForDay(time.GetUtcNow());
        if (order.Spec.Run is { } run)
        {
            yield return BudgetKeys.ForRun(run);
        }
    }

    private async Task<FactoryException> RefusalAsync(IBudgetGrain grain, string key, Usd worstCase)
    {
        var budget = await grain.Get();
        return new FactoryException(
            ErrorCodes.BudgetExceeded,
            $"{budget.Name}: cap {budget.Cap}, left {budget.Left()}; the next model call may cost up to {worstCase}.",
            order.Spec.Run is { } run && key == BudgetKeys.ForRun(run)
                ? $"Give the run more with: factory run retry {run} --budget {Suggest(budget, worstCase)}"
                : "Raise the day's budget in silo-config/policy.yaml, or go on tomorrow (UTC).");
    }

    /// <summary>Twice the cap, and never less than what the call needs: whole dollars.</summary>
    private static string Suggest(BudgetView budget, Usd worstCase) =>
        Math.Ceiling(Math.Max(budget.Cap.Amount * 2, budget.Spent.Amount + budget.Reserved.Amount + worstCase.Amount)).ToString("0", CultureInfo.InvariantCulture);
}
