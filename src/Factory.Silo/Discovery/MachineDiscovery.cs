using System.Runtime.InteropServices;
using Factory.Contracts.Api;
using Factory.Domain.Models;
using Factory.Domain.Sandbox;

namespace Factory.Silo.Discovery;

/// <summary>
/// Detects what the factory can use on this machine: keys, agent CLIs, Ollama, sandbox, git, .NET. All probes run
/// concurrently, and none takes longer than the limits in the options, so that a start is not delayed. A finding never
/// contains the value of a key.
/// </summary>
public sealed class MachineDiscovery(DiscoveryOptions options, ModelCatalogue catalogue, ISandbox sandbox, TimeProvider time)
{
    private const string SandboxVariable = Hosting.SiloOptions.SandboxVariable;

    private static readonly string[] Clis = ["claude", "codex", "pi", "gemini"];
    private static readonly string[] WellKnownKeys = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "CEREBRAS_API_KEY"];

    /// <summary>True when the operator has switched the sandbox off.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    internal static bool IsSandboxOff(Func<string, string?> variable) => variable(SandboxVariable) == "none";

    /// <summary>Every item that was searched for, found or not, in display order.</summary>
    public async Task<IReadOnlyList<DiscoveredItem>> DiscoverAsync(CancellationToken cancellationToken)
    {
        var ollama = new OllamaProbe(options, time).ProbeAsync(cancellationToken);
        var git = DiscoverProgramAsync("git", "Git", "install git: product repositories need it", withVersion: true, cancellationToken);
        var clis = Clis.Select(c => DiscoverProgramAsync(c, c, "not on the PATH", withVersion: false, cancellationToken)).ToList();
        return [.. DiscoverKeys(), .. await Task.WhenAll(clis), await ollama, DescribeSandbox(), await git, DiscoverDotNet()];
    }

    private IEnumerable<DiscoveredItem> DiscoverKeys()
    {
        var used = catalogue.Providers.Where(p => p.KeyVariable is not null)
            .GroupBy(p => p.KeyVariable!)
            .ToDictionary(g => g.Key, g => g.Select(p => p.Name).ToList());
        foreach (var name in used.Keys.Concat(WellKnownKeys).Distinct())
        {
            var set = !string.IsNullOrWhiteSpace(options.GetEnvironmentVariable(name));
            yield return (set, used.TryGetValue(name, out var providers)) switch
            {
                (true, true) => new DiscoveredItem(name, true, $"set, for {string.Join(", ", providers!)}"),
                (true, false) => new DiscoveredItem(name, false, "set, but no provider in models.json uses it"),
                _ => new DiscoveredItem(name, false, "not set"),
            };
        }
    }

    private DiscoveredItem DescribeSandbox() => new("Sandbox", sandbox.IsIsolated, sandbox.IsIsolated
        ? sandbox.Description
        : IsSandboxOff(options.GetEnvironmentVariable)
        ? $"switched off by {SandboxVariable}=none: only the rehearsal provider's commands run, others need --unsandboxed"
        : "bubblewrap cannot be used: only the rehearsal provider's commands run without it, others need --unsandboxed");

    /// <summary>
    /// Products are built with the SDK. The folder beside the program lists the installed SDKs, which is faster than
    /// starting one.
    /// </summary>
    private DiscoveredItem DiscoverDotNet()
    {
        var runtime = RuntimeInformation.FrameworkDescription;
        var root = options.GetEnvironmentVariable("DOTNET_ROOT");
        var program = string.IsNullOrEmpty(root)
            ? SearchPath.Find("dotnet", options.GetEnvironmentVariable("PATH"))
            : Path.Combine(root, "dotnet");
        var folder = program is null || !File.Exists(program)
            ? null
            : Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program);
        var sdks = folder is not null && Directory.Exists(Path.Combine(folder, "sdk"))
            ? Directory.GetDirectories(Path.Combine(folder, "sdk"))
                .Select(d => Path.GetFileName(d)!)
                .Where(n => char.IsAsciiDigit(n[0]))
                .Order(StringComparer.Ordinal)
                .ToList()
            : [];
        return sdks.Count > 0
            ? new DiscoveredItem("Dotnet", true, $"{runtime}, SDK {string.Join(", ", sdks)}")
            : new DiscoveredItem(
                "Dotnet",
                false,
                $"{runtime}, but no SDK was found on the PATH or in DOTNET_ROOT: products in .NET cannot be built");
    }

    private async Task<DiscoveredItem> DiscoverProgramAsync(
        string program,
        string name,
        string missing,
        bool withVersion,
        CancellationToken cancellationToken)
    {
        if (SearchPath.Find(program, options.GetEnvironmentVariable("PATH")) is not { } path)
        {
            return new DiscoveredItem(name, false, missing);
        }

        if (!withVersion)
        {
            return new DiscoveredItem(name, true, path);
        }

        return await VersionProbe.ReadVersionAsync(path, options, time, cancellationToken) is { } version
            ? new DiscoveredItem(name, true, $"{version} ({path})")
            : new DiscoveredItem(name, false, $"{path} --version fails or takes too long");
    }
}
