using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Factory.Clients.Tests.Agents;
using Factory.Clients.Tests.Upstream;

namespace Factory.Clients.Tests.Hosting;

/// <summary>
/// A factory whose agents work with the real CLIs in the real sandbox; only the providers are one fake server. Shared by
/// all tests of a class.
/// </summary>
public sealed class RunnerLab : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly FactoryCli _factory = new();
    private SiloProcess? _silo;
    private string _config = "";

    internal CodingUpstream Upstream { get; private set; } = null!;

    /// <summary>The key of the providers: no agent may ever see it.</summary>
    internal string RealKey => "sk-the-real-key-of-the-factory";

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (AgentPrograms.Obstacle is not null)
        {
            return;
        }

        Upstream = await CodingUpstream.StartAsync();
        _config = ConfigCopy.Make(_factory.Scratch("config"), "models.json", models => models
            .Replace("https://api.openai.com", Upstream.Address, StringComparison.Ordinal)
            .Replace("https://api.anthropic.com", Upstream.Address, StringComparison.Ordinal)
            .Replace("https://generativelanguage.googleapis.com", Upstream.Address, StringComparison.Ordinal));
        foreach (var runner in (string[])["claude", "codex", "gemini", "pi"])
        {
            WriteAgent(_config, runner);
        }

        GuideRunner.Write(_config, _factory.Scratch("bin"));
        WriteAgent(_config, GuideRunner.Name);
        var programs = Path.GetDirectoryName(await AgentPrograms.PathOfAsync("claude"));
        _factory.With("OPENAI_API_KEY", RealKey).With("ANTHROPIC_API_KEY", RealKey).With("GEMINI_API_KEY", RealKey)
            .With("PATH", $"{programs}:{_factory.Scratch("bin")}:{Environment.GetEnvironmentVariable("PATH")}");
        await StartSiloAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
            await Upstream.DisposeAsync();
        }

        _factory.Dispose();
    }

    /// <summary>Starts the silo, also after it was killed.</summary>
    internal async Task StartSiloAsync() => _silo = await _factory.UpAsync("--config", _config);

    /// <summary>Kills the silo as <c>kill -9</c> does.</summary>
    internal Task KillSiloAsync() => _silo!.KillAsync();

    /// <summary>Kills the processes whose environment names something.</summary>
    internal static void Kill(string text)
    {
        foreach (var process in ProcessesWith(text))
        {
            try
            {
                Process.GetProcessById(int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture)).Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // It ended with the one before it.
            }
        }
    }

    /// <summary>Creates a repository with one file.</summary>
    internal string CreateRepository(string name)
    {
        var folder = _factory.Scratch(name);
        File.WriteAllText(Path.Combine(folder, "README.md"), "# Demo\n");
        Git(folder, "init", "-q", "-b", "main");
        Git(folder, "add", ".");
        Git(folder, "-c", "user.name=Operator", "-c", "user.email=operator@example.org", "commit", "-q", "-m", "Begin");
        return folder;
    }

    /// <summary>Gives an agent a task in a repository.</summary>
    /// <returns>The task's id.</returns>
    internal async Task<string> CreateTaskAsync(string agent, string repository, params string[] options) =>
        (await JsonAsync(
            ["task", "create", "Write the file", "--kind", "build", "--agent", agent, "--repo", repository, .. options]))
            .GetProperty("id").GetString()!;

    /// <summary>Waits until a task is no longer worked on.</summary>
    internal async Task<JsonElement> WaitAsync(string task)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var shown = await JsonAsync("task", "show", task);
            if (shown.GetProperty("stage").GetString() is not ("ready" or "inProgress"))
            {
                return shown;
            }

            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Patience, $"{shown}\n{await LogAsync(task)}");
        }
    }

    /// <summary>What the ledger says that a task has cost.</summary>
    internal async Task<decimal> SpentAsync(string task)
    {
        var lines = (await JsonAsync("spend", "--by", "task")).GetProperty("lines").EnumerateArray();
        return lines.Where(l => l.GetProperty("name").GetString() == task)
            .Select(l => l.GetProperty("cost").GetDecimal())
            .SingleOrDefault();
    }

    /// <summary>The processes whose environment names something, for example an attempt's folder.</summary>
    internal static IReadOnlyList<string> ProcessesWith(string text) =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)).Where(p => Mentions(p, text)),
    ];

    /// <summary>The transcript of a task as people read it.</summary>
    internal async Task<string> LogAsync(string task) => (await _factory.RunAsync("task", "log", task)).ToString();

    /// <summary>Runs a command and returns its JSON.</summary>
    internal async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await _factory.RunAsync([.. arguments, "--json"]);
        result.ExitCode.ShouldBe(0, result.ToString());
        return JsonDocument.Parse(result.Output).RootElement;
    }

    /// <summary>Runs git and returns what it prints.</summary>
    internal static string Git(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", folder, .. arguments]) { RedirectStandardOutput = true })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, $"git {string.Join(' ', arguments)}");
        return output.Trim();
    }

    private static bool Mentions(string process, string text)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Contains(text, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or belongs to another user.
            return false;
        }
    }

    // A builder that works with one CLI and nothing else.
    private static void WriteAgent(string config, string runner)
    {
        var rex = File.ReadAllText(Path.Combine(config, "agents", "rex.md"));
        var agent = rex.Replace("name: rex", $"name: with-{runner}", StringComparison.Ordinal)
            .Replace("runners: [claude]", $"runners: [{runner}]", StringComparison.Ordinal);
        agent.ShouldNotBe(rex);
        File.WriteAllText(Path.Combine(config, "agents", $"with-{runner}.md"), agent);
    }
}
