using Factory.Contracts.Diagnostics;
using Factory.Storage;

namespace Factory.Silo.Diagnostics;

/// <summary>
/// Combines calls (our filter), activations (<see cref="IManagementGrain"/>), unanswered calls (Orleans' meter) and
/// commits (the store).
/// </summary>
internal sealed class GrainStatistics(
    GrainCallFilter calls,
    IGrainFactory grains,
    OrleansCounters counters,
    FactoryDatabase database,
    TimeProvider time) : IGrainStatistics
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    private readonly CallRates _rates = new(ShortestInterval, time);

    /// <inheritdoc/>
    public async Task<GrainStatisticsView> ReadAsync(CancellationToken cancellationToken)
    {
        var activations = await ActivationsAsync().WaitAsync(cancellationToken);
        var types = calls.Types.ToDictionary(entry => entry.Key.Name, entry => entry.Value);
        var rates = _rates.Sample(types.ToDictionary(entry => entry.Key, entry => entry.Value.Calls));
        var now = time.GetUtcNow();
        return new GrainStatisticsView(
            now,
            Math.Round(rates.Values.Sum(), 1),
            counters.ReadTimedOut(),
            [.. types.Keys.Union(activations.Keys)
                .Order(StringComparer.Ordinal)
                .Select(name => View(name, types.GetValueOrDefault(name), activations, rates))],
            calls.Slowest.Read(now),
            database.Statistics);
    }

    private static GrainTypeView View(
        string name,
        GrainTypeCalls? calls,
        Dictionary<string, int> activations,
        IReadOnlyDictionary<string, double> rates) => new(
        name,
        activations.GetValueOrDefault(name),
        calls?.Calls ?? 0,
        Math.Round(rates.GetValueOrDefault(name), 1),
        calls?.Errors ?? 0,
        calls?.Percentile(0.5),
        calls?.Percentile(0.99));

    // Orleans names a type as 'Namespace.Class,Assembly'.
    private async Task<Dictionary<string, int>> ActivationsAsync()
    {
        var all = await grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        return all
            .Select(type => (Class: type.GrainType.Split(',')[0], type.ActivationCount))
            .Where(type => type.Class.StartsWith("Factory.", StringComparison.Ordinal))
            .GroupBy(type => type.Class[(type.Class.LastIndexOf('.') + 1)..])
            .ToDictionary(group => group.Key, group => group.Sum(type => type.ActivationCount));
    }
}
