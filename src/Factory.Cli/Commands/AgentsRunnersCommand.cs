using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Api;
using Factory.Silo.Runners;

namespace Factory.Cli.Commands;

/// <summary><c>factory agents runners</c>: the coding CLIs that agents can work with.</summary>
internal static class AgentsRunnersCommand
{
    public static Command Create(CommandRunner commands) => commands.Handle(
        new Command("runners", """
            The coding CLIs of the configuration (claude, codex, …): the version that each was tested with, where it was found
            on this machine, and which agents name it. An agent works with the first of its CLIs that was found, and with the
            built-in loop when there is none. Needs no running factory.

            Examples:
              factory agents runners
              factory agents runners --json
            """),
        (_, context) => ListAsync(context));

    private static async Task<int> ListAsync(CommandContext context)
    {
        var runners = await context.Environment.Runners.ListAsync(context.Settings.ToSiloOptions(), context.Environment.Interrupt);
        context.Output.WriteJson(new Page<RunnerStatus>(runners, Next: null));
        if (!context.Output.IsJson)
        {
            context.Output.WriteTable(["runner", "tested with", "version", "size", "found", "agents"], runners.Select(RowOf));
        }

        return ExitCodes.Success;
    }

    private static string[] RowOf(RunnerStatus runner) =>
    [
        runner.Name,
        runner.TestedVersion ?? "",
        runner.Version ?? "",
        runner.Bytes is { } bytes ? Formatting.FormatBytes(bytes) : "",
        runner.Source switch
        {
            RunnerSource.Installed => "installed by the factory",
            RunnerSource.Path => runner.Path!,
            _ => "no",
        },
        string.Join(", ", runner.Agents),
    ];
}
