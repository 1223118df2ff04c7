using System.Collections.Concurrent;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;

namespace Factory.Gateway.Tests.Support;

/// <summary>Keeps every call and how it was settled; grants all until told otherwise.</summary>
internal sealed class FakeMeter : IMeter
{
    private int _asked;

    /// <summary>Every call that was begun, in order.</summary>
    public ConcurrentQueue<FakeCall> Calls { get; } = new();

    /// <summary>How often a call was to begin.</summary>
    public int Asked => _asked;

    /// <summary>Thrown instead of a call.</summary>
    public FactoryException? Refusal { get; set; }

    /// <summary>The output that is granted at most.</summary>
    public int Grant { get; set; } = int.MaxValue;

    /// <summary>What covering more is answered with.</summary>
    public Problem? CoverRefusal { get; set; }

    public ValueTask<IMeteredCall> BeginAsync(Spender spender, CallEstimate intent, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        if (Refusal is not null)
        {
            throw Refusal;
        }

        var call = new FakeCall(this, $"call-{Calls.Count + 1}", spender, intent, Math.Min(intent.OutputTokens, Grant));
        Calls.Enqueue(call);
        return ValueTask.FromResult<IMeteredCall>(call);
    }

    public Task CloseAsync(string holder) => Task.CompletedTask;
}

/// <summary>A call and its end.</summary>
internal sealed class FakeCall(FakeMeter meter, string id, Spender spender, CallEstimate intent, int output) : IMeteredCall
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    public int OutputTokens => output;

    public Usd Reserved => intent.Model.WorstCostOf(intent.InputTokens, output);

    public Usd Cost => Ends.TryPeek(out var end) && end.Usage is { } usage ? intent.Model.CostOf(usage) : Usd.Zero;

    public TokenUsage Usage => Ends.TryPeek(out var end) ? end.Usage ?? default : default;

    public Spender Spender => spender;

    public CallEstimate Intent => intent;

    /// <summary>Its settlements: must be one, or none and forgotten.</summary>
    public ConcurrentQueue<CallEnd> Ends { get; } = new();

    public bool IsForgotten { get; private set; }

    public ConcurrentQueue<Usd> Covers { get; } = new();

    /// <summary>Completes when it is settled or forgotten.</summary>
    public Task Over => _over.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public CallEnd End => Ends.ShouldHaveSingleItem();

    public ValueTask<Problem?> ExtendReservationAsync(Usd soFar)
    {
        Covers.Enqueue(soFar);
        return ValueTask.FromResult(meter.CoverRefusal);
    }

    public void Settle(CallEnd end)
    {
        Ends.Enqueue(end);
        _over.TrySetResult();
    }

    public void Void()
    {
        IsForgotten = true;
        _over.TrySetResult();
    }

    public void Dispose() => (Ends.Count + (IsForgotten ? 1 : 0)).ShouldBe(1, $"{id} must be settled or forgotten, once");
}
