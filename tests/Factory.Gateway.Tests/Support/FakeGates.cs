using System.Collections.Concurrent;

namespace Factory.Gateway.Tests.Support;

/// <summary>Lets everything through until told otherwise, and keeps what was reported.</summary>
internal sealed class FakeGates : IProviderGates
{
    public ConcurrentDictionary<string, ProviderRefusal> Refusals { get; } = new();

    public ConcurrentQueue<(string Provider, ProviderAnswer Answer)> Reports { get; } = new();

    public int Inside => _inside;

    /// <summary>Calls that passed and never went out.</summary>
    public int Withdrawn => _withdrawn;

    private int _inside;
    private int _withdrawn;

    public ValueTask<ProviderEntry> EnterAsync(string provider, long tokens, CancellationToken cancellationToken)
    {
        if (Refusals.TryGetValue(provider, out var refusal))
        {
            return ValueTask.FromResult(new ProviderEntry(null, refusal));
        }

        Interlocked.Increment(ref _inside);
        return ValueTask.FromResult(new ProviderEntry(new Pass(this, provider), null));
    }

    private sealed class Pass(FakeGates gates, string provider) : IProviderPass
    {
        private int _reports;

        public void Report(ProviderAnswer answer)
        {
            Interlocked.Increment(ref _reports).ShouldBe(1, "a call reports once");
            gates.Reports.Enqueue((provider, answer));
        }

        public void Withdraw()
        {
            _reports.ShouldBe(0, "what went out is not withdrawn");
            Interlocked.Increment(ref gates._withdrawn);
        }

        public void Dispose() => Interlocked.Decrement(ref gates._inside);
    }
}
