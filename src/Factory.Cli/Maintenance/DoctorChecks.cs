using Factory.Client;
using Factory.Contracts.Api;
using Factory.Silo.Hosting;
using Factory.Silo.Maintenance;

namespace Factory.Cli.Maintenance;

/// <summary>The result of one check.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Ok">True when it is fine.</param>
/// <param name="Required">True when the factory cannot work without it.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Fix">What to do; null when there is nothing to do.</param>
internal sealed record DoctorCheck(string Name, bool Ok, bool Required, string Detail, string? Fix);

/// <summary>Checks this machine for what the factory needs.</summary>
internal static class DoctorChecks
{
    // The first version with merge-tree --write-tree, which merges without a work tree.
    private static readonly Version MinGitVersion = new(2, 38);

    public static async Task<IReadOnlyList<DoctorCheck>> RunAsync(
        CliEnvironment environment,
        GlobalSettings settings,
        CancellationToken cancellationToken)
    {
        var found = await environment.Maintenance.DetectEnvironmentAsync(settings.ToSiloOptions(), cancellationToken);
        var merged = await MergeAsync(found, settings, environment.Time, cancellationToken);
        return
        [
            .. merged.Where(IsUsed).Select(Evaluate),
            .. await RunnerChecks.RunAsync(environment.Runners, settings, cancellationToken),
            CheckDataFolder(settings),
            CheckConfiguration(environment.Maintenance, settings),
        ];
    }

    // Keys are read from the environment of the silo when it starts, so those of this shell say nothing about a silo that
    // is running.
    private static async Task<IEnumerable<DiscoveredItem>> MergeAsync(
        IReadOnlyList<DiscoveredItem> found,
        GlobalSettings settings,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        try
        {
            if (await SiloLocator.FindAsync(settings.Data, TimeSpan.Zero, time, cancellationToken) is not { } silo)
            {
                return found;
            }

            using var client = new FactoryClient(silo.Silo.Url, silo.Token);
            var discovered = await client.GetDiscoveryAsync(cancellationToken);
            var running = discovered.Where(IsKey).ToDictionary(i => i.Name, StringComparer.Ordinal);
            return found.Select(item => IsKey(item) && running.TryGetValue(item.Name, out var known)
                ? known with { Detail = $"{known.Detail} (of the running factory)" }
                : item);
        }
        catch (FactoryException)
        {
            // The silo is starting or does not answer: the other checks still help.
            return found;
        }
    }

    /// <summary>False for coding CLIs, such as claude: an agent without one works with the built-in loop.</summary>
    public static bool IsUsed(DiscoveredItem item) =>
        IsKey(item) || item.Name.ToUpperInvariant() is "GIT" or "DOTNET" or "SANDBOX" or "OLLAMA";

    private static bool IsKey(DiscoveredItem item) => item.Name.EndsWith("_KEY", StringComparison.OrdinalIgnoreCase);

    private static DoctorCheck Evaluate(DiscoveredItem item) => item.Name.ToUpperInvariant() switch
    {
        "GIT" => EvaluateGit(item),
        "DOTNET" =>
            new(
                ".NET",
                item.Found,
                true,
                item.Detail,
                item.Found ? null : "Install the .NET 10 SDK: https://dotnet.microsoft.com/download"),
        "SANDBOX" =>
            new(
                "Sandbox",
                item.Found,
                false,
                item.Detail,
                item.Found ? null : "Install bubblewrap, for example: apt-get install bubblewrap"),
        "OLLAMA" => new("Ollama", item.Found, false, item.Detail, item.Found ? null : "Only for local models: https://ollama.com"),
        var name when name.EndsWith("_KEY", StringComparison.Ordinal) =>
            new(item.Name, item.Found, false, item.Detail, item.Found ? null : $"Only for real models: export {item.Name}=…"),
        _ => new(item.Name, item.Found, false, item.Detail, null),
    };

    private static DoctorCheck EvaluateGit(DiscoveredItem item)
    {
        var fix = $"Install git {MinGitVersion} or newer.";
        if (!item.Found)
        {
            return new("Git", false, true, item.Detail, fix);
        }

        // Distributions add to the version: '2.39.3 (Apple Git-146)', '2.45.1.windows.1'. One that cannot be read
        // counts as new enough: a check that is unsure must not call a working machine broken.
        var word = item.Detail.Split(' ', '(', ')').FirstOrDefault(w => w.Length > 0 && char.IsAsciiDigit(w[0]));
        var digits = string.Join('.', (word ?? "").Split('.').TakeWhile(p => p.Length > 0 && p.All(char.IsAsciiDigit)).Take(3));
        return Version.TryParse(digits, out var version) && version < MinGitVersion
            ? new("Git", false, true, item.Detail, fix)
            : new("Git", true, true, item.Detail, null);
    }

    private static DoctorCheck CheckDataFolder(GlobalSettings settings)
    {
        const string Name = "Data folder";
        try
        {
            // Created in the same way as by the silo: a folder that this check made must have the same permissions.
            PrivateFiles.CreateFolder(settings.Data);

            if (PrivateFiles.FindProblem(settings.Data) is { } problem)
            {
                return new(Name, false, true, $"{settings.Data}: {problem}", "Run: " + PrivateFiles.HowToClose(settings.Data));
            }

            // A real file: permission bits say nothing about a read-only mount or a full disk. The process id keeps two
            // checks at the same time apart.
            var probe = Path.Combine(settings.Data, $".doctor-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new(
                Name,
                true,
                true,
                $"{settings.Data}{(SiloLocator.IsLocked(settings.Data) ? " (in use by a running factory)" : "")}",
                null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FactoryException)
        {
            // A lock file of another user is reported like a folder of another user: the other checks go on.
            return new(
                Name,
                false,
                true,
                $"{settings.Data} cannot be used: {e.Message}",
                "Correct its owner, or name another with --data.");
        }
    }

    private static DoctorCheck CheckConfiguration(IDataFolderMaintenance maintenance, GlobalSettings settings)
    {
        var problems = maintenance.CheckConfig(settings.ToSiloOptions());
        var folder = maintenance.GetConfigFolder(settings.ToSiloOptions());
        return problems.Count == 0
            ? new("Configuration", true, true, folder, null)
            : new(
                "Configuration",
                false,
                true,
                $"{folder} has {problems.Count} error{(problems.Count == 1 ? "" : "s")}; the first: {problems[0]}",
                "See them all: factory config check");
    }
}
