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
/// The doors to all providers, with the limits of the catalogue in force. What they count lives in memory; only the quota of a day must survive a restart, and that is read
/// from the ledger once, before the first call that it matters to.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ProviderLimiters : IProviderLimiter, IProviderHealth, IDisposable
{
    private readonly ConcurrentDictionary<string, ProviderLimiter> _gates = new(StringComparer.Ordinal);
    private readonly IConfigSource _config;
    private readonly TimeProvider _time;
    private readonly ILedger? _ledger;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly Jitter _chance;
    private readonly LimiterMetrics _metrics;
    private ModelCatalogue? _catalogue;
    private Task? _seeded;

    /// <summary>Opens a door for each provider of the catalogue.</summary>
    /// <param name="config">The catalogue in force.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ledger">Knows what was used today before this process began; null when there is none.</param>
    /// <param name="log">Told when the ledger cannot be read.</param>
    public ProviderLimiters(IConfigSource config, TimeProvider time, ILedger? ledger, ILogger<ProviderLimiters> log)
    {
        (_config, _time, _ledger, _log) = (config, time, ledger, log);
        _chance = new Jitter(time);
        _metrics = new LimiterMetrics(Look);
    }

    /// <inheritdoc/>
    public ValueTask<AcquireResult> EnterAsync(string provider, long tokens, CancellationToken cancellationToken) =>
        Find(provider) is not { } gate ? new(new AcquireResult(null, Gone(provider)))
        : gate.IsReady ? gate.EnterAsync(tokens, cancellationToken)
        : EnterSeededAsync(gate, tokens, cancellationToken);

    /// <inheritdoc/>
    public ProviderHealth Of(string provider, string? model = null)
    {
        if (Find(provider) is not { } gate)
        {
            return ProviderHealth.Unknown;
        }

        if (!gate.IsReady)
        {
            // The next question finds the answer: this one must not wait.
            _ = SeedAsync();
        }

        var standing = gate.Look().Standing;
        return gate.IsReady ? standing : standing with { QuotaLeft = null };
    }

    /// <summary>All doors, by name.</summary>
    public IReadOnlyList<LimiterView> Look()
    {
        Refresh();
        return [.. _gates.Values.OrderBy(g => g.Name, StringComparer.Ordinal).Select(g => g.Look())];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _metrics.Dispose();
        foreach (var gate in _gates.Values)
        {
            gate.Dispose();
        }
    }

    private ProviderLimiter? Find(string provider)
    {
        Refresh();
        return _gates.GetValueOrDefault(provider);
    }

    /// <summary>Follows the catalogue. A door whose provider was taken out stays for the calls under way, and opens again with what it knew when the provider comes back.</summary>
    private void Refresh()
    {
        var catalogue = _config.Current.Catalogue;
        if (ReferenceEquals(catalogue, Volatile.Read(ref _catalogue)))
        {
            return;
        }

        lock (_lock)
        {
            foreach (var provider in catalogue.Providers)
            {
                var gate = _gates.GetOrAdd(provider.Name, static (name, all) => new ProviderLimiter(name, all._time, all._chance.Next), this);
                gate.Configure(EffectiveLimits.Of(provider));
            }

            Volatile.Write(ref _catalogue, catalogue);
        }
    }

    private async ValueTask<AcquireResult> EnterSeededAsync(ProviderLimiter gate, long tokens, CancellationToken cancellationToken)
    {
        await SeedAsync().WaitAsync(cancellationToken);
        return await gate.EnterAsync(tokens, cancellationToken);
    }

    private Task SeedAsync()
    {
        lock (_lock)
        {
            // A provider that came later is read for once more.
            if (_seeded is null or { IsCompleted: true })
            {
                using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
                _seeded = Task.Run(ReadTodayAsync);
            }

            return _seeded;
        }
    }

    private async Task ReadTodayAsync()
    {
        var now = _time.GetUtcNow();
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        var today = await UsedAsync(new LedgerQuery(From: day, To: day));
        foreach (var gate in _gates.Values)
        {
            var own = Of(gate, today);
            var plan = gate.Plan is { } window ? Of(gate, await UsedAsync(new LedgerQuery(Since: now - window.Length))).Tokens : 0;
            gate.Begin(now, own.Calls, own.Tokens, plan);
        }
    }

    private async Task<IReadOnlyList<SpendLine>> UsedAsync(LedgerQuery query)
    {
        try
        {
            return _ledger is null ? [] : await _ledger.SumAsync(SpendBy.Model, query, CancellationToken.None);
        }
        catch (Exception e)
        {
            // Too much is let through then, and the providers' own refusals say so.
            LimiterLog.NotRead(_log, e);
            return [];
        }
    }

    private static (long Calls, long Tokens) Of(ProviderLimiter gate, IReadOnlyList<SpendLine> lines)
    {
        var own = lines.Where(l => l.Name.StartsWith(gate.Name + "/", StringComparison.Ordinal)).ToList();
        return (own.Sum(l => l.Calls), own.Sum(l => l.Usage.Total()));
    }

    private static ProviderRefusal Gone(string provider) =>
        new(new Problem(ErrorCodes.ModelUnavailable, $"{provider}: models.json has no such provider any more.", "Use another provider's model."), null, false);
}
