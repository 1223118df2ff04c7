using Factory.Domain.Limits;

namespace Factory.Grains.Tests.Hosting;

/// <summary>Health of all providers, which a test switches; nothing is woken by it.</summary>
internal sealed class FakeProviderHealth : IProviderHealth
{
    private volatile bool _isUnavailable;

    public bool IsUnavailable
    {
        get => _isUnavailable;
        set => _isUnavailable = value;
    }

    public ProviderHealth Get(string provider, string? model = null) =>
        _isUnavailable ? new(null, false, null, "a test made it unavailable") : ProviderHealth.Unknown;
}
