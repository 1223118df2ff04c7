using Factory.Cli.Output;
using Factory.Silo.Maintenance;
using Factory.Silo.Runners;

namespace Factory.Cli.Maintenance;

/// <summary>
/// Checks the configured coding CLIs. None is required: the built-in loop does the work of one that is missing.
/// </summary>
internal static class RunnerChecks
{
    public static async Task<IReadOnlyList<DoctorCheck>> RunAsync(
        IRunnerMaintenance runners,
        GlobalSettings settings,
        CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await runners.ListAsync(settings.ToSiloOptions(), cancellationToken)).Select(r => Evaluate(r, settings))];
        }
        catch (FactoryException e) when (e.Code == ErrorCodes.ConfigInvalid)
        {
            // The check of the configuration reports what is wrong with it.
            return [];
        }
    }

    private static DoctorCheck Evaluate(RunnerStatus runner, GlobalSettings settings) => runner switch
    {
        { Source: RunnerSource.Missing } => new(
            runner.Name,
            false,
            false,
            $"not found; {Agents("would be used by", runner.Agents)}",
            runner.Package is null
                ? "Install its program in a folder of the PATH."
                : CommandHint.WithDataOption($"To use it: factory agents install {runner.Name}", settings)),
        { Version: null } => new(
            runner.Name,
            false,
            false,
            $"{runner.Path} --version fails or takes too long; {Agents("used by", runner.UsedBy)}",
            runner.Package is null
                ? "Install its program again."
                : CommandHint.WithDataOption($"Install it again: factory agents install {runner.Name}", settings)),
        _ => new(runner.Name, true, false, Describe(runner), null),
    };

    private static string Describe(RunnerStatus runner)
    {
        var place = runner.Source == RunnerSource.Installed ? "installed by the factory" : $"on the PATH: {runner.Path}";
        var remark = runner.IsTestedVersion ? "" : $"; tested with {runner.TestedVersion}, so it may behave differently";
        return $"{runner.Version}, {place}{remark}; {Agents("used by", runner.UsedBy)}";
    }

    private static string Agents(string verb, IReadOnlyList<string> agents) =>
        agents.Count == 0 ? "no agent uses it" : $"{verb} {string.Join(", ", agents)}";
}
