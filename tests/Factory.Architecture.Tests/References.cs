namespace Factory.Architecture.Tests;

/// <summary>
/// The allowed direct references between projects; all others are forbidden. <c>docs/architecture.md</c> says why.
/// </summary>
internal static class References
{
    private const string Contracts = "Factory.Contracts";
    private const string Abstractions = "Factory.Grains.Abstractions";
    private const string Domain = "Factory.Domain";

    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        [Contracts] = [],
        [Abstractions] = [Contracts],
        [Domain] = [Contracts],
        ["Factory.Protocols"] = [Contracts],
        ["Factory.Configuration"] = [Domain, Contracts],
        ["Factory.Storage"] = [Domain, Contracts],
        ["Factory.Sandbox.Forwarder"] = [],
        ["Factory.Sandbox"] = ["Factory.Sandbox.Forwarder", Domain, Contracts],
        ["Factory.Grains"] = [Domain, Abstractions, Contracts],
        ["Factory.Metering"] = [Domain, Abstractions, Contracts],
        ["Factory.Providers"] = ["Factory.Metering", "Factory.Protocols", Domain, Abstractions, Contracts],
        ["Factory.Providers.Rehearsal"] = ["Factory.Providers", Domain, Contracts],
        ["Factory.Gateway"] = ["Factory.Metering", "Factory.Protocols", Domain, Contracts],
        ["Factory.Workspaces"] = ["Factory.Sandbox", Domain, Contracts],
        ["Factory.Agents"] = ["Factory.Workspaces", "Factory.Sandbox", Domain, Abstractions, Contracts],
        ["Factory.Deployments"] = ["Factory.Sandbox", Domain, Abstractions, Contracts],
        ["Factory.Silo"] =
        [
            "Factory.Configuration", "Factory.Grains", "Factory.Storage", "Factory.Metering", "Factory.Providers", "Factory.Providers.Rehearsal", "Factory.Gateway",
            "Factory.Agents", "Factory.Workspaces", "Factory.Sandbox", "Factory.Deployments", Domain, Abstractions, Contracts,
        ],
        ["Factory.Client"] = [Contracts],

        // It hosts the silo and still uses REST: docs/adr/0007-the-cli-hosts-the-silo.md. Of the configuration it uses the
        // suggestions for misspelt words.
        ["Factory.Cli"] = ["Factory.Silo", "Factory.Client", "Factory.Configuration", Domain, Abstractions, Contracts],
    };
}
