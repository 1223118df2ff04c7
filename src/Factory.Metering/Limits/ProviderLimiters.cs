using System.Collections.Concurrent;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Domain.Configuration;
using Factory.Domain.Ledger;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Microsoft.Extensions.Logging;

namespace Factory.Metering.Limits;

/// <summary>
/// The limiters of all providers, with the limits of the catalogue in force. What they count is kept in memory; only
/// quotas of a day or of a subscription's window must survive a restart, and those are read from the ledger, before the
/// first call that they matter to.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class ProviderLimiters : IProviderLimiters, IProviderHealth, IDisposable
{
    private readonly ConcurrentDictionary<string, ProviderLimiter> _limiters = new(StringComparer.Ordinal);
    private readonly IConfigSource _config;
    private readonly TimeProvider _time;
    private readonly ILedger? _ledger;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly Jitter _jitter;
    private readonly LimiterMetrics _metrics;
    private ModelCatalogue? _catalogue;
    private Task? _restoring;

    /// <summary>Creates a limiter for each provider of the catalogue.</summary>
    /// <param name="config">The catalogue in force.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ledger">What was used before this process began; null when there is none.</param>
    /// <param name="log">Gets a warning when the ledger cannot be read.</param>
    public ProviderLimiters(IConfigSource config, TimeProvider time, ILedger? ledger, ILogger<ProviderLimiters> log)
    {
        (_config, _time, _ledger, _log) = (config, time, ledger, log);
        _jitter = new Jitter(time);
        _metrics = new LimiterMetrics(Snapshots);
    }

    /// <inheritdoc/>
    public ValueTask<AcquireResult> AcquireAsync(string provider, long tokens, CancellationToken cancellationToken) =>
        Find(provider) is not { } limiter ? new(new AcquireResult(null, NotConfigured(provider)))
        : limiter.IsRestored ? limiter.AcquireAsync(tokens, cancellationToken)
        : AcquireAfterRestoreAsync(limiter, tokens, cancellationToken);

    /// <inheritdoc/>
    public ProviderHealth Get(string provider, string? model = null)
    {
        if (Find(provider) is not { } limiter)
        {
            return ProviderHealth.Unknown;
        }

        if (!limiter.IsRestored)
        {
            // Started and not awaited: routing must not wait for the disk. Until it has ended, the quota that is left
            // is unknown.
            _ = RestoreAsync();
        }

        var health = limiter.Snapshot().Health;
        return limiter.IsRestored ? health : health with { QuotaRemaining = null };
    }

    /// <summary>The state of all limiters, by name.</summary>
    public IReadOnlyList<LimiterSnapshot> Snapshots()
    {
        Refresh();
        return [.. _limiters.Values.OrderBy(g => g.Name, StringComparer.Ordinal).Select(g => g.Snapshot())];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _metrics.Dispose();
        foreach (var limiter in _limiters.Values)
        {
            limiter.Dispose();
        }
    }

    private ProviderLimiter? Find(string provider)
    {
        Refresh();
        return _limiters.GetValueOrDefault(provider);
    }

    /// <summary>
    /// Follows the catalogue. The limiter of a provider that was removed stays for the calls under way, and keeps its
    /// counts in case the provider comes back.
    /// </summary>
    private void Refresh()
    {
        var catalogue = _config.Current.Catalogue;
        if (ReferenceEquals(catalogue, Volatile.Read(ref _catalogue)))
        {
            return;
        }

        // Under the lock, or an older catalogue could overwrite the limits of a newer one.
        lock (_lock)
        {
            foreach (var provider in catalogue.Providers)
            {
                var limiter = _limiters.GetOrAdd(
                    provider.Name,
                    static (name, all) => new ProviderLimiter(name, all._time, all._jitter.Next),
                    this);
                limiter.Configure(EffectiveLimits.From(provider));
            }

            Volatile.Write(ref _catalogue, catalogue);
        }
    }

    private async ValueTask<AcquireResult> AcquireAfterRestoreAsync(
        ProviderLimiter limiter,
        long tokens,
        CancellationToken cancellationToken)
    {
        await RestoreAsync().WaitAsync(cancellationToken);
        return await limiter.AcquireAsync(tokens, cancellationToken);
    }

    private Task RestoreAsync()
    {
        lock (_lock)
        {
            // Read again for a provider that was added after the last read.
            if (_restoring is null or { IsCompleted: true })
            {
                using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
                _restoring = Task.Run(RestoreFromLedgerAsync);
            }

            return _restoring;
        }
    }

    private async Task RestoreFromLedgerAsync()
    {
        var now = _time.GetUtcNow();
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        var today = await ReadUsageAsync(new LedgerQuery(From: day, To: day));
        foreach (var limiter in _limiters.Values)
        {
            var own = Of(limiter, today);
            var plan = limiter.Subscription is { } window
                ? Of(limiter, await ReadUsageAsync(new LedgerQuery(Since: now - window.Length))).Tokens
                : 0;
            limiter.Restore(now, own.Calls, own.Tokens, plan);
        }
    }

    private async Task<IReadOnlyList<SpendLine>> ReadUsageAsync(LedgerQuery query)
    {
        try
        {
            return _ledger is null ? [] : await _ledger.SumAsync(SpendBy.Model, query, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The quota starts full then: too many calls are let through, which the provider itself refuses. Refusing
            // all of them would stop the work.
            LogRestoreFailed(e);
            return [];
        }
    }

    private static (long Calls, long Tokens) Of(ProviderLimiter limiter, IReadOnlyList<SpendLine> lines)
    {
        var own = lines.Where(l => l.Name.StartsWith(limiter.Name + "/", StringComparison.Ordinal)).ToList();
        return (own.Sum(l => l.Calls), own.Sum(l => l.Usage.Total()));
    }

    private static ProviderRejection NotConfigured(string provider) =>
        new(
            new Problem(
                ErrorCodes.ModelUnavailable,
                $"{provider}: models.json no longer has this provider.",
                "Use another provider's model."),
            null,
            false);
}
