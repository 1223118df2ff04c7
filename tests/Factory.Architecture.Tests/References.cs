namespace Factory.Architecture.Tests;

/// <summary>Who may see whom: what stands here may be referred to directly, everything else may not. <c>docs/architecture.md</c> says why.</summary>
internal static class References
{
    private const string Dialect = "Factory.Engine.Abstractions";
    private const string Contracts = "Factory.Contracts";
    private const string Domain = "Factory.Domain";

    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        [Dialect] = [],
        ["Factory.Engine.Generator"] = [],
        ["Factory.Engine"] = [Dialect],
        [Contracts] = [Dialect, "Factory.Engine.Generator"],
        [Domain] = [Contracts, Dialect],
        ["Factory.Grains"] = [Domain, Contracts, Dialect, "Factory.Engine.Generator"],
        ["Factory.Storage"] = [Domain, Contracts, Dialect],
        ["Factory.Models"] = [Domain, Contracts, Dialect],
        ["Factory.Protocols"] = [],
        ["Factory.Gateway"] = [Domain, Contracts, Dialect, "Factory.Protocols"],
        ["Factory.Workshop"] = [Domain, Contracts, Dialect],
        ["Factory.Delivery"] = [Domain, Contracts, Dialect],
        ["Factory.Silo"] = ["Factory.Grains", "Factory.Engine", "Factory.Storage", "Factory.Models", "Factory.Workshop", "Factory.Delivery", "Factory.Gateway", Domain, Contracts, Dialect],
        ["Factory.Client"] = [Contracts, Dialect],

        // It hosts the silo and talks REST all the same: docs/adr/0007-the-cli-hosts-the-silo.md.
        ["Factory.Cli"] = ["Factory.Silo", "Factory.Client", Domain, Contracts, Dialect],
    };
}
