using Factory.Cli.Output;

namespace Factory.Cli.Services;

/// <summary>Works out how this very program is kept up as a service.</summary>
internal static class ServicePlanner
{
    private const string DefaultUrl = "http://127.0.0.1:7070";

    /// <summary>The plan.</summary>
    /// <param name="system">True for a service of the machine.</param>
    /// <param name="url">Where the API answers; null for port 7070.</param>
    /// <param name="runAs">The account of a system service; null for whoever called <c>sudo</c>.</param>
    /// <exception cref="FactoryException"><c>request.invalid</c> when something does not fit.</exception>
    public static ServicePlan Create(CommandContext session, bool system, string? url, string? runAs)
    {
        var environment = session.Environment;
        if (!system && runAs is not null)
        {
            throw new FactoryException(ErrorCodes.InvalidRequest, "A user's service runs as that user: --run-as is for --system.", "Leave --run-as out, or add --system.");
        }

        var given = session.Settings.DataOption.Length > 0 || environment.GetEnvironmentVariable(GlobalSettings.DataVariable) is not null;
        var settings = environment.GetEnvironmentVariable("XDG_CONFIG_HOME") ?? Path.Combine(environment.Home, ".config");
        var plan = new ServicePlan(
            system,
            system ? $"/etc/systemd/system/{ServicePlan.Unit}" : Path.Combine(settings, "systemd", "user", ServicePlan.Unit),
            system ? "/etc/agentic-factory/factory.env" : Path.Combine(settings, "agentic-factory", "factory.env"),
            system && !given ? ServicePlan.SystemData : session.Settings.Data,
            session.Settings.Config ?? ToFullPath(environment.GetEnvironmentVariable("FACTORY_CONFIG"), environment),
            url ?? DefaultUrl,
            environment.Program,
            SearchPath(environment),
            environment.GetEnvironmentVariable("DOTNET_ROOT"),
            system ? runAs ?? environment.GetEnvironmentVariable("SUDO_USER") ?? throw new FactoryException(
                ErrorCodes.InvalidRequest, "A system service needs an account to run as.", "Say --run-as USER; make one with: useradd --system --create-home --shell /usr/sbin/nologin factory") : null);
        foreach (var value in (IEnumerable<string?>)[plan.Data, plan.Config, plan.Url, plan.RunAs, plan.Path, .. plan.Program])
        {
            EnsureNoControlCharacters(value);
        }

        return plan;
    }

    // Relative folders mean something else in a service, and a unit is one line a setting.
    private static string SearchPath(CliEnvironment environment) =>
        string.Join(':', (environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").Split(':').Where(Path.IsPathFullyQualified).Distinct());

    private static string? ToFullPath(string? path, CliEnvironment environment) => path is null ? null : Path.GetFullPath(path, environment.WorkingDirectory);

    private static void EnsureNoControlCharacters(string? value)
    {
        if (value is not null && value.Any(char.IsControl))
        {
            throw new FactoryException(ErrorCodes.InvalidRequest, $"'{TerminalSanitizer.SingleLine(value, 100)}' holds control characters, which a unit cannot.", "Use another path.");
        }
    }
}
