using System.Collections.Concurrent;
using Factory.Domain.Limits;

namespace Factory.TestKit.StandIns;

/// <summary>Doors that stand open, and remember who passed and how it went.</summary>
public sealed class RecordingGates : IProviderLimiter
{
    private int _inside;

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<(string Provider, long Tokens)> Entries { get; } = new();

    /// <summary>What was reported, in order.</summary>
    public ConcurrentQueue<ProviderOutcome> Answers { get; } = new();

    /// <summary>Places that have not been left yet.</summary>
    public int Inside => Volatile.Read(ref _inside);

    /// <summary>Calls that passed and never went out.</summary>
    public int Withdrawn => Volatile.Read(ref _withdrawn);

    private int _withdrawn;

    /// <inheritdoc/>
    public ValueTask<AcquireResult> EnterAsync(string provider, long tokens, CancellationToken cancellationToken)
    {
        Entries.Enqueue((provider, tokens));
        Interlocked.Increment(ref _inside);
        return new(new AcquireResult(new Pass(this), null));
    }

    private sealed class Pass(RecordingGates gates) : IProviderPermit
    {
        private int _left;

        public void Report(ProviderOutcome answer) => gates.Answers.Enqueue(answer);

        public void Withdraw() => Interlocked.Increment(ref gates._withdrawn);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Interlocked.Decrement(ref gates._inside);
            }
        }
    }
}
