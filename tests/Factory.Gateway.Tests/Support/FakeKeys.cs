using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Domain.Keys;
using Factory.Domain.Metering;

namespace Factory.Gateway.Tests.Support;

/// <summary>One good key, an expired one, and a dead one.</summary>
internal sealed class FakeKeys : IVirtualKeyStore
{
    public const string Good = "fk-good";
    public const string Expired = "fk-expired";

    /// <summary>What the good key is bound to.</summary>
    public IReadOnlyList<ModelRef> Models { get; set; } = [];

    /// <summary>Who pays for what the good key opens.</summary>
    public Principal Spender { get; set; } = Principal.ForKey("test");

    public string Issue(Principal principal, IReadOnlyList<ModelRef> models) => Good;

    public void Restore(string key, Principal principal, IReadOnlyList<ModelRef> models) => throw new NotSupportedException();

    public KeyLookup Find(ReadOnlySpan<char> key) => key switch
    {
        Good => new(Spender, Models, null),
        Expired =>
            new(null, [], new Problem(ErrorCodes.KeyExpired, "The key 'test' has expired.", "factory key create makes another one.")),
        _ => new(null, [], new Problem(ErrorCodes.KeyUnknown, "The key is not known here.")),
    };

    public void Revoke(PrincipalId principal)
    {
    }
}
