using Factory.Contracts.Errors;
using Factory.Contracts.Keys;
using Factory.Grains.Abstractions.Keys;

namespace Factory.Metering.Tests;

/// <summary>A gateway without named keys.</summary>
internal sealed class FakeVirtualKeys : IVirtualKeysGrain
{
    public Task<IReadOnlyList<KeyView>> List() => Task.FromResult<IReadOnlyList<KeyView>>([]);

    public Task<KeyView?> Find(string name) => Task.FromResult<KeyView?>(null);

    public Task<Result<KeyCreated>> Create(CreateKey request) => throw new NotSupportedException();

    public Task<Result<KeyView>> Revoke(string name) => throw new NotSupportedException();
}
