using System.Diagnostics;
using Factory.Agents.Runners;
using Factory.Configuration;
using Factory.Contracts.Ids;
using Factory.Domain.Configuration;
using Factory.Domain.Runners;

namespace Factory.Clients.Tests.Agents;

/// <summary>The CLIs as <c>silo-config/runners</c> describes them.</summary>
internal static class ShippedRunners
{
    private static readonly Lazy<IReadOnlyList<RunnerDefinition>> All = new(() =>
        new ConfigReader(Path.Combine(AppContext.BaseDirectory, "silo-config"), new ConfigContext()).Load().Config.Runners);

    /// <summary>Finds one by its name.</summary>
    public static RunnerDefinition Find(string name) => All.Value.Single(runner => runner.Name == name);

    /// <summary>Returns how a CLI is started for one prompt, which is its standard input.</summary>
    /// <param name="runner">The CLI.</param>
    /// <param name="program">Full path of its program.</param>
    /// <param name="folder">An empty folder of its own.</param>
    /// <param name="values">The values of the placeholders that say where it works.</param>
    public static ProcessStartInfo Prepare(
        RunnerDefinition runner,
        string program,
        string folder,
        IReadOnlyDictionary<string, string> values)
    {
        var session = new RunnerFolder(new FactoryPaths(folder), AttemptId.Parse("attempt-1"));
        var all = new Dictionary<string, string>(values) { [RunnerPlaceholders.Home] = session.Home };
        session.WriteFiles(runner, all);
        var start = new ProcessStartInfo(program, runner.Arguments.Select(argument => RunnerPlaceholders.Expand(argument, all)))
        {
            WorkingDirectory = session.WorkFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = session.Home;

        // Codex refuses a home below the folder of temporary files, and this test's own lies there.
        start.Environment["TMPDIR"] = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        foreach (var (variable, value) in runner.Environment)
        {
            start.Environment[variable] = RunnerPlaceholders.Expand(value, all);
        }

        return start;
    }
}
