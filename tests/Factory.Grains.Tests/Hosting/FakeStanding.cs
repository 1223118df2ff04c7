using Factory.Domain.Models;

namespace Factory.Grains.Tests.Hosting;

/// <summary>Providers that a test shuts and opens, without a word to anybody.</summary>
internal sealed class FakeStanding : IProviderStanding
{
    private volatile bool _isShut;

    public bool IsShut
    {
        get => _isShut;
        set => _isShut = value;
    }

    public ProviderStanding Of(string provider, string? model = null) => _isShut ? new(null, false, null, "a test shut it") : ProviderStanding.Unknown;
}
