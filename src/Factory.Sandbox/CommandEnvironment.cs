using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>
/// Builds the environment of a command. The silo's own environment contains keys and is never passed on.
/// </summary>
internal static class CommandEnvironment
{
    /// <summary>
    /// The variable that contains the <see cref="ProcessTag"/>, by which processes are found that left their process
    /// tree.
    /// </summary>
    public const string ProcessTagVariable = "FACTORY_PROCESS_TAG";

    /// <summary>Returns all variables of a command.</summary>
    /// <param name="command">The command; its own variables override the defaults.</param>
    /// <param name="toolchain">The tools that it can use.</param>
    /// <param name="tag">The tag of its process tree; no variable of the command can replace it.</param>
    /// <param name="home">Its private home, deleted when it has ended.</param>
    /// <param name="temporary">Its private folder for temporary files.</param>
    public static Dictionary<string, string> Build(SandboxedCommand command, Toolchain toolchain, string tag, string home, string temporary)
    {
        // The build servers of .NET (MSBuild nodes, the compiler server) would outlive the command and be killed with
        // its tree, or be shared between products. Update notices, audits and telemetry require a network, which there
        // is none of, and would cost a time-out each.
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = toolchain.SearchPath,
            ["HOME"] = home,
            ["TMPDIR"] = temporary,
            ["LANG"] = "C.UTF-8",
            ["CI"] = "true",
            ["NO_COLOR"] = "1",
            ["TERM"] = "dumb",
            ["DOTNET_CLI_HOME"] = home,
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1",
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            ["DOTNET_ADD_GLOBAL_TOOLS_TO_PATH"] = "false",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE"] = "true",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["MSBUILDTERMINALLOGGER"] = "off",
            ["UseSharedCompilation"] = "false",
            ["NuGetAudit"] = "false",
            ["NUGET_PACKAGES"] = Path.Combine(home, ".nuget", "packages"),
            ["NUGET_XMLDOC_MODE"] = "skip",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["npm_config_cache"] = Path.Combine(home, ".npm"),
            ["npm_config_update_notifier"] = "false",
        };
        if (toolchain.DotnetRoot is { } root)
        {
            variables["DOTNET_ROOT"] = root;
        }

        foreach (var (name, value) in command.Environment ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        variables[ProcessTagVariable] = tag;
        return variables;
    }
}
