using Factory.Domain.Limits;

namespace Factory.Grains.Tests.Hosting;

/// <summary>Providers that a test shuts and opens, silently to anybody.</summary>
internal sealed class FakeStanding : IProviderHealth
{
    private volatile bool _isShut;

    public bool IsShut
    {
        get => _isShut;
        set => _isShut = value;
    }

    public ProviderHealth Get(string provider, string? model = null) => _isShut ? new(null, false, null, "a test shut it") : ProviderHealth.Unknown;
}
