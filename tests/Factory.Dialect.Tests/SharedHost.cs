namespace Factory.Dialect.Tests;

/// <summary>One engine for all tests that need nothing special: starting Orleans takes seconds. Tests use keys of their own.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    private DialectHost? _host;

    public DialectHost Host => _host!;

    public async Task InitializeAsync() => _host = await DialectHost.StartAsync();

    public async Task DisposeAsync() => await _host!.DisposeAsync();
}

[CollectionDefinition(nameof(SharedHost))]
public sealed class SharedHostCollection : ICollectionFixture<SharedHost>;
