using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Metering;

namespace Factory.Metering.Tests;

/// <summary>
/// Plays one step after the other in a <see cref="MeterWorld"/>, with calls of its own. Several may play at once.
/// </summary>
internal sealed class MeterCaller(MeterWorld world)
{
    private readonly List<IMeteredCall> _open = [];

    public async Task StepAsync(byte what, byte which, byte amount, bool mayClose = true)
    {
        switch (what % 14)
        {
            case 0 or 1 or 2 or 3:
                await BeginAsync(MeterWorld.Spenders[which % MeterWorld.Spenders.Length], 1 + (amount * 20), Billing.PayAsYouGo);
                break;
            case 4 or 5 when Take(which) is { } call:
                call.Settle(Used(call, amount));
                break;
            case 6 when Take(which) is { } call:
                call.Settle(new CallSettlement((CallOutcome)(1 + (amount % 5)), null));
                break;
            case 7 when Take(which) is { } call:
                call.Void();
                break;
            case 8:
                world.Time.Advance(TimeSpan.FromHours(amount % 4));
                break;
            case 9 when mayClose && amount < 60:
                world.Close(MeterWorld.Spenders[which % MeterWorld.Spenders.Length].Id);
                break;
            case 10 or 11 when Take(which) is { } call:
                await CoverAsync(call, amount);
                break;
            case 12:
                await world.Lab.Meter.ReleaseIdleLeasesAsync().WaitAsync(MeterWorld.Patience);
                break;
            case 13:
                await BeginAsync(MeterWorld.Spenders[which % MeterWorld.Spenders.Length], 1 + (amount * 20), Billing.Subscription);
                break;
        }
    }

    /// <summary>Its calls break off.</summary>
    public void EndCalls() => _open.ForEach(c => c.Settle(new CallSettlement(CallOutcome.Interrupted, null)));

    /// <summary>
    /// The answer becomes dearer than what was reserved; one that no budget covers is cut, and costs no more than was
    /// asked of its provider.
    /// </summary>
    private async Task CoverAsync(IMeteredCall call, byte amount)
    {
        var problem = await call.ExtendReservationAsync(call.Reserved + new Usd(amount * 0.0001m)).AsTask().WaitAsync(MeterWorld.Patience);
        if (problem is null)
        {
            _open.Add(call);
            return;
        }

        problem.Code.ShouldBeOneOf(ErrorCodes.BudgetExceeded, ErrorCodes.KeyRevoked);
        call.Settle(Used(call, amount) with { Outcome = CallOutcome.BudgetExceeded });
    }

    private async Task BeginAsync(Principal spender, int output, Billing billing)
    {
        var wasClosed = world.Closed.ContainsKey(spender.Id);
        try
        {
            var estimate = new CallEstimate(MeterWorld.Model, ModelApi.OpenAIChat, 10, output, Math.Min(output, 1_000), Billing: billing);
            _open.Add(await world.Lab.Meter.ReserveAsync(spender, estimate, CancellationToken.None)
                .AsTask()
                .WaitAsync(MeterWorld.Patience));
            wasClosed.ShouldBeFalse("a closed holder never begins again");
        }
        catch (FactoryException e)
        {
            e.Code.ShouldBeOneOf(billing == Billing.PayAsYouGo
                ? [ErrorCodes.BudgetExceeded, ErrorCodes.KeyRevoked]
                : [ErrorCodes.KeyRevoked]);
        }
    }

    private static CallSettlement Used(
        IMeteredCall call,
        byte amount) => new(CallOutcome.Succeeded, new TokenUsage(amount, call.MaxOutputTokens * amount / 255));

    private IMeteredCall? Take(byte which)
    {
        if (_open.Count == 0)
        {
            return null;
        }

        var taken = _open[which % _open.Count];
        _open.Remove(taken);
        return taken;
    }
}
