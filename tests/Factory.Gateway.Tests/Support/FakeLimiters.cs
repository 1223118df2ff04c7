using System.Collections.Concurrent;

namespace Factory.Gateway.Tests.Support;

/// <summary>
/// Grants every permit unless <see cref="Rejections"/> has the provider, and keeps what was reported.
/// </summary>
internal sealed class FakeLimiters : IProviderLimiters
{
    public ConcurrentDictionary<string, ProviderRejection> Rejections { get; } = new();

    public ConcurrentQueue<(string Provider, ProviderOutcome Outcome)> Reports { get; } = new();

    public int Active => _active;

    /// <summary>Calls that passed and never went out.</summary>
    public int Voided => _voided;

    private int _active;
    private int _voided;

    public ValueTask<AcquireResult> AcquireAsync(string provider, long tokens, CancellationToken cancellationToken)
    {
        if (Rejections.TryGetValue(provider, out var rejection))
        {
            return ValueTask.FromResult(new AcquireResult(null, rejection));
        }

        Interlocked.Increment(ref _active);
        return ValueTask.FromResult(new AcquireResult(new Pass(this, provider), null));
    }

    private sealed class Pass(FakeLimiters limiters, string provider) : IProviderPermit
    {
        private int _reports;

        public void Report(ProviderOutcome outcome)
        {
            Interlocked.Increment(ref _reports).ShouldBe(1, "a call reports once");
            limiters.Reports.Enqueue((provider, outcome));
        }

        public void Void()
        {
            _reports.ShouldBe(0, "what went out is not withdrawn");
            Interlocked.Increment(ref limiters._voided);
        }

        public void Dispose() => Interlocked.Decrement(ref limiters._active);
    }
}
