using Factory.Domain.Limits;
using Factory.Domain.Providers;

namespace Factory.Domain.Routing.Simulation;

/// <summary>The daily quotas of a replay, as provider health.</summary>
internal sealed class SimulatedQuotas(IReadOnlyList<ProviderDefinition> providers) : IProviderHealth
{
    private const double MinutesOfADay = 24 * 60;

    private readonly Dictionary<string, (long Quota, long Used)> _used =
        providers.Where(p => p.Limits?.TokensPerDay is not null).ToDictionary(p => p.Name, p => ((long)p.Limits!.TokensPerDay!.Value, 0L));

    private long _day;

    /// <summary>Start of the next day, in minutes since the start of the replay.</summary>
    public double NextDayStart => (_day + 1) * MinutesOfADay;

    public ProviderHealth Get(string provider, string? model = null)
    {
        if (!_used.TryGetValue(provider, out var quota))
        {
            return ProviderHealth.Unknown;
        }

        // The last attempt of a day is counted as a whole and can exceed the quota.
        var left = Math.Max(0, quota.Quota - quota.Used) / (double)quota.Quota;
        return new ProviderHealth(left, left > 0, null, left > 0 ? null : "its quota is used up");
    }

    public void AdvanceTo(double minutes)
    {
        var day = (long)(minutes / MinutesOfADay);
        if (day != _day)
        {
            _day = day;
            foreach (var provider in _used.Keys.ToList())
            {
                _used[provider] = (_used[provider].Quota, 0);
            }
        }
    }

    public void Consume(string provider, long tokens)
    {
        if (_used.TryGetValue(provider, out var quota))
        {
            _used[provider] = (quota.Quota, quota.Used + tokens);
        }
    }
}
