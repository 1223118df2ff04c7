using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>The few variables that every command gets. The silo's own environment, which holds keys, is never passed on.</summary>
internal static class CommandEnvironment
{
    /// <summary>Marks every process of a command's tree, so that those which left it are found again.</summary>
    public const string ProcessTagVariable = "FACTORY_PROCESS_TAG";

    /// <summary>The variables of a command.</summary>
    /// <param name="home">Its private home, which does not outlive it.</param>
    /// <param name="temporary">Its private folder for temporary files.</param>
    public static Dictionary<string, string> Build(SandboxedCommand command, Toolchain toolchain, string tree, string home, string temporary)
    {
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

        variables[ProcessTagVariable] = tree;
        return variables;
    }
}
