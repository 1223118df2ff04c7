using System.Diagnostics;

namespace Factory.Clients.Tests.Agents;

/// <summary>
/// The real agents, installed from npm at the exact versions of <c>npm/package-lock.json</c>, once for each build
/// folder.
/// </summary>
internal static class AgentPrograms
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "npm");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>Why the agents cannot be run here; null when they can.</summary>
    public static string? Obstacle { get; } = Find();

    /// <summary>The full path of a program, once everything is installed.</summary>
    /// <param name="name">As npm names it: <c>claude</c>, <c>codex</c>, <c>gemini</c>, <c>pi</c>.</param>
    public static async Task<string> PathOfAsync(string name)
    {
        await Installed.Value;
        return Path.Combine(Folder, "node_modules", ".bin", name);
    }

    private static string? Find()
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["--version"]) { RedirectStandardOutput = true })!;
            npm.WaitForExit();
            return npm.ExitCode == 0 ? null : $"npm --version ended with {npm.ExitCode}; the agents come from npm.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "npm is not installed; the agents come from npm.";
        }
    }

    private static async Task InstallAsync()
    {
        var mark = Path.Combine(Folder, "installed.txt");
        var wanted = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"));
        if (File.Exists(mark) && await File.ReadAllTextAsync(mark) == wanted)
        {
            return;
        }

        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(Patience);
        var output = npm.StandardOutput.ReadToEndAsync(patience.Token);
        var error = npm.StandardError.ReadToEndAsync(patience.Token);
        await npm.WaitForExitAsync(patience.Token);
        npm.ExitCode.ShouldBe(0, $"npm ci: {await output} {await error}");
        await File.WriteAllTextAsync(mark, wanted);
    }
}

/// <summary>A test with a real agent; skipped, with the reason, where none can be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AgentTheoryAttribute : TheoryAttribute
{
    public AgentTheoryAttribute()
    {
        Skip = AgentPrograms.Obstacle;
    }
}

/// <inheritdoc cref="AgentTheoryAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AgentFactAttribute : FactAttribute
{
    public AgentFactAttribute()
    {
        Skip = AgentPrograms.Obstacle;
    }
}
