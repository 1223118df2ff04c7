using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Configuration;
using Factory.Domain.Ledger;
using Factory.Domain.Limits;
using Factory.Metering.Limits;
using Factory.TestKit.Builders;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Metering.Tests.Limits;

/// <summary>The limiter of one provider, <c>lab</c>, on a clock that a test moves.</summary>
internal sealed class LimiterHarness : IConfigSource, IDisposable
{
    public const string Lab = "lab";

    public LimiterHarness(int calls = 1_000, ProviderLimits? limits = null, ILedger? ledger = null, SubscriptionWindow? plan = null)
    {
        Current = Config(calls, limits, plan);
        Limiters = new ProviderLimiters(this, Time, ledger, NullLogger<ProviderLimiters>.Instance);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public FactoryConfig Current { get; private set; }

    public ProviderLimiters Limiters { get; }

    public LimiterSnapshot View => Limiters.Snapshots().Single();

    public static ProviderLimits Limits(
        int? requestsPerMinute = null,
        int? requestsPerDay = null,
        int? tokensPerMinute = null,
        int? tokensPerDay = null) =>
        new(requestsPerMinute, requestsPerDay, tokensPerMinute, tokensPerDay, "page", new DateOnly(2030, 1, 1));

    public void Change(int calls, ProviderLimits? limits = null) => Current = Config(calls, limits);

    public Task<AcquireResult> EnterAsync(long tokens = 1, CancellationToken cancellationToken = default) =>
        Limiters.AcquireAsync(Lab, tokens, cancellationToken).AsTask();

    /// <summary>Passes at once, or the test is wrong.</summary>
    public IProviderPermit Pass(long tokens = 1)
    {
        var entry = Limiters.AcquireAsync(Lab, tokens, default);
        entry.IsCompletedSuccessfully.ShouldBeTrue();
        return entry.Result.Permit.ShouldNotBeNull();
    }

    /// <summary>Is turned away at once.</summary>
    public ProviderRejection Refusal(long tokens = 1)
    {
        var entry = Limiters.AcquireAsync(Lab, tokens, default);
        entry.IsCompletedSuccessfully.ShouldBeTrue();
        return entry.Result.Rejection.ShouldNotBeNull();
    }

    /// <summary>A whole call.</summary>
    public void Call(ProviderOutcomeKind kind, TimeSpan? retryAfter = null)
    {
        using var permit = Pass();
        permit.Report(new(kind, retryAfter));
    }

    public void Dispose() => Limiters.Dispose();

    private static FactoryConfig Config(int calls, ProviderLimits? limits, SubscriptionWindow? plan = null) =>
        Given.Config(providers: [Given.Provider(Lab) with { MaxConcurrentCalls = calls, Limits = limits, Subscription = plan }]);
}

/// <summary>A ledger that knows sums, and tells when it was asked.</summary>
internal sealed class FakeLedger(params SpendLine[] lines) : ILedger
{
    public List<(SpendBy By, LedgerQuery Query)> Asked { get; } = [];

    public Exception? Failure { get; init; }

    public static SpendLine Line(
        string model,
        long calls,
        long tokens) => new(model, calls, new TokenUsage(tokens, 0), Usd.Zero, Usd.Zero, Usd.Zero);

    public Task<IReadOnlyList<SpendLine>> SumAsync(SpendBy by, LedgerQuery query, CancellationToken cancellationToken)
    {
        Asked.Add((by, query));
        return Failure is null ? Task.FromResult<IReadOnlyList<SpendLine>>(lines) : Task.FromException<IReadOnlyList<SpendLine>>(Failure);
    }

    public Task AppendAsync(IReadOnlyList<LedgerRow> rows) => throw new NotSupportedException();

    public Task<Usd> SumLeaseAsync(LeaseId lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<LedgerRow>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
