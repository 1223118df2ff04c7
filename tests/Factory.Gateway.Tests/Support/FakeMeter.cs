using System.Collections.Concurrent;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;

namespace Factory.Gateway.Tests.Support;

/// <summary>Keeps every call and how it was settled. Grants everything unless a property is set.</summary>
internal sealed class FakeMeter : IMeter
{
    private int _reservations;

    /// <summary>Every call that was begun, in order.</summary>
    public ConcurrentQueue<FakeCall> Calls { get; } = new();

    /// <summary>How many reservations were requested, rejected ones included.</summary>
    public int ReservationCount => _reservations;

    /// <summary>Thrown instead of a call.</summary>
    public FactoryException? Refusal { get; set; }

    /// <summary>The output that is granted at most.</summary>
    public int Grant { get; set; } = int.MaxValue;

    /// <summary>What covering more is answered with.</summary>
    public Problem? ExtensionProblem { get; set; }

    /// <summary>Thrown when more is to be covered.</summary>
    public Exception? ExtensionFailure { get; set; }

    public ValueTask<IMeteredCall> ReserveAsync(Principal principal, CallEstimate estimate, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reservations);
        if (Refusal is not null)
        {
            throw Refusal;
        }

        var call = new FakeCall(this, $"call-{Calls.Count + 1}", principal, estimate, Math.Min(estimate.OutputTokens, Grant));
        Calls.Enqueue(call);
        return ValueTask.FromResult<IMeteredCall>(call);
    }

    public void RefuseCalls(PrincipalId principal)
    {
        // Tests of the gateway close nothing.
    }

    public Task CloseAccountAsync(PrincipalId principal) => Task.CompletedTask;

    public AccountTotals TotalsOf(PrincipalId principal) => default;
}

/// <summary>A call and its end.</summary>
internal sealed class FakeCall(FakeMeter meter, string id, Principal spender, CallEstimate estimate, int output) : IMeteredCall
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    public int MaxOutputTokens => output;

    public Usd Reserved => estimate.Model.MaxCostOf(estimate.InputTokens, output);

    public Usd Cost => Ends.TryPeek(out var end) && end.Usage is { } usage ? estimate.Model.CostOf(usage) : Usd.Zero;

    public TokenUsage Usage => Ends.TryPeek(out var end) ? end.Usage ?? default : default;

    public Principal Spender => spender;

    public CallEstimate Estimate => estimate;

    /// <summary>Its settlements: must be one, or none and forgotten.</summary>
    public ConcurrentQueue<CallSettlement> Ends { get; } = new();

    public bool IsVoided { get; private set; }

    public ConcurrentQueue<Usd> Extensions { get; } = new();

    /// <summary>Completes when it is settled or forgotten.</summary>
    public Task Settled => _settled.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public CallSettlement End => Ends.ShouldHaveSingleItem();

    public ValueTask<Problem?> ExtendReservationAsync(Usd soFar)
    {
        Extensions.Enqueue(soFar);
        return meter.ExtensionFailure is { } failure ? throw failure : ValueTask.FromResult(meter.ExtensionProblem);
    }

    public void Settle(CallSettlement settlement)
    {
        Ends.Enqueue(settlement);
        _settled.TrySetResult();
    }

    public void Void()
    {
        IsVoided = true;
        _settled.TrySetResult();
    }

    public void Dispose() => (Ends.Count + (IsVoided ? 1 : 0)).ShouldBe(1, $"{id} must be settled or forgotten, once");
}
