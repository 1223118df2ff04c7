using Factory.Cli.Output;

namespace Factory.Cli.Services;

/// <summary>Plans the installation of this program as a service.</summary>
internal static class ServicePlanner
{
    private const string DefaultUrl = "http://127.0.0.1:7070";

    /// <summary>Creates the plan.</summary>
    /// <param name="system">True for a service of the machine.</param>
    /// <param name="url">Where the API answers; null for port 7070.</param>
    /// <param name="runAs">The account of a system service; null for the user who called <c>sudo</c>.</param>
    /// <exception cref="FactoryException"><c>request.invalid</c>: the settings contradict each other or cannot be
    /// written into a unit.</exception>
    public static ServicePlan Create(CommandContext context, bool system, string? url, string? runAs)
    {
        var environment = context.Environment;
        if (!system && runAs is not null)
        {
            throw new FactoryException(
                ErrorCodes.InvalidRequest,
                "A user's service runs as that user: --run-as is for --system.",
                "Leave --run-as out, or add --system.");
        }

        var plan = new ServicePlan(
            system,
            UnitFile(system, environment),
            system ? "/etc/agentic-factory/factory.env" : Path.Combine(SettingsFolder(environment), "agentic-factory", "factory.env"),
            DataFolder(system, context),
            context.Settings.Config,
            url ?? DefaultUrl,
            environment.Program,
            SearchPath(environment),
            environment.GetEnvironmentVariable("DOTNET_ROOT"),
            system ? runAs ?? environment.GetEnvironmentVariable("SUDO_USER") ?? throw new FactoryException(
                ErrorCodes.InvalidRequest,
                "A system service needs an account to run as.",
                "Add --run-as USER; create an account with: useradd --system --create-home --shell /usr/sbin/nologin factory") : null);

        // A line break in a value would start a further line of the unit, which can be any setting.
        foreach (var value in (IEnumerable<string?>)[
            plan.UnitFile, plan.EnvironmentFile, plan.Data, plan.Config, plan.Url, plan.RunAs, plan.Path, plan.DotnetRoot, .. plan.Program
        ])
        {
            EnsureNoControlCharacters(value);
        }

        return plan;
    }

    /// <summary>Full path of the unit.</summary>
    public static string UnitFile(bool system, CliEnvironment environment) => system
        ? $"/etc/systemd/system/{ServicePlan.Unit}"
        : Path.Combine(SettingsFolder(environment), "systemd", "user", ServicePlan.Unit);

    /// <summary>Full path of the data folder that a service would get.</summary>
    public static string DataFolder(bool system, CommandContext context)
    {
        // Under sudo the default folder may be in root's home, which the account of the service cannot enter.
        var given = context.Settings.DataOption.Length > 0
            || context.Environment.GetEnvironmentVariable(GlobalSettings.DataVariable) is not null;
        return system && !given ? ServicePlan.SystemData : context.Settings.Data;
    }

    private static string SettingsFolder(CliEnvironment environment) =>
        environment.GetEnvironmentVariable("XDG_CONFIG_HOME") ?? Path.Combine(environment.Home, ".config");

    // A service has another working directory, and a unit has one line per setting.
    private static string SearchPath(CliEnvironment environment) =>
        string.Join(
            ':',
            (environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").Split(':')
                .Where(Path.IsPathFullyQualified)
                .Distinct());

    private static void EnsureNoControlCharacters(string? value)
    {
        if (value is not null && value.Any(char.IsControl))
        {
            throw new FactoryException(
                ErrorCodes.InvalidRequest,
                $"'{TerminalSanitizer.SingleLine(value, 100)}' has control characters, which a unit cannot contain.",
                "Use another path.");
        }
    }
}
