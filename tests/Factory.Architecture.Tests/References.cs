namespace Factory.Architecture.Tests;

/// <summary>Who may see whom: what stands here may be referred to directly, everything else may not. <c>docs/architecture.md</c> says why.</summary>
internal static class References
{
    private const string Contracts = "Factory.Contracts";
    private const string Domain = "Factory.Domain";

    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        [Contracts] = [],
        [Domain] = [Contracts],
        ["Factory.Configuration"] = [Domain, Contracts],
        ["Factory.Grains"] = [Domain, Contracts],
        ["Factory.Storage"] = [Domain, Contracts],
        ["Factory.Models"] = [Domain, Contracts],
        ["Factory.Protocols"] = [],
        ["Factory.Gateway"] = [Domain, Contracts, "Factory.Protocols"],
        ["Factory.Workshop"] = [Domain, Contracts],
        ["Factory.Delivery"] = [Domain, Contracts],
        ["Factory.Silo"] = ["Factory.Configuration", "Factory.Grains", "Factory.Storage", "Factory.Models", "Factory.Workshop", "Factory.Delivery", "Factory.Gateway", Domain, Contracts],
        ["Factory.Client"] = [Contracts],

        // It hosts the silo and talks REST all the same: docs/adr/0007-the-cli-hosts-the-silo.md.
        ["Factory.Cli"] = ["Factory.Silo", "Factory.Client", Domain, Contracts],
    };
}
