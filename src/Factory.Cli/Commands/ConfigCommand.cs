using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Api;

namespace Factory.Cli.Commands;

/// <summary><c>factory config check|reload</c>.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandRunner commands) => new("config", "The configuration folder.\n\nExample:\n  factory config check")
    {
        commands.Handle(
            new Command(
                "check",
                "Checks the whole configuration and reports every problem.\n\nExample:\n  factory config check --config ./silo-config"),
            (_, context) => Task.FromResult(Check(context))),
        commands.HandleWithSilo(
            new Command("reload", """
                Reloads the configuration of the running factory. The factory also watches the files and reloads by itself; this command reports the result at once. Invalid files are
                rejected with file and line, and the previous configuration stays in force. Runs keep the pipeline that they started with.

                Example:
                  factory config reload
                """),
            (_, client, cancel) => client.ReloadConfigAsync(cancel),
            ShowReload),
    };

    private static void ShowReload(ConfigView view, CommandContext context)
    {
        context.Output.WriteLine(view.ChangedFiles.Count == 0
            ? $"{view.Folder} is in force; no file has changed."
            : $"In force now: {string.Join(", ", view.ChangedFiles)}");
        foreach (var note in view.RestartRequired)
        {
            context.Output.WriteLine($"  needs a restart: {TerminalSanitizer.SingleLine(note, 400)}");
        }
    }

    private static int Check(CommandContext context)
    {
        var folder = context.Environment.Maintenance.GetConfigFolder(context.Settings.ToSiloOptions());
        var problems = context.Environment.Maintenance.CheckConfig(context.Settings.ToSiloOptions());
        context.Output.WriteJson(new { Type = "config-check", Folder = folder, Valid = problems.Count == 0, Problems = problems });
        foreach (var problem in problems)
        {
            context.Output.WriteMarkup($"[red]✘[/] {TerminalSanitizer.SingleLineMarkup(problem, 2000)}");
        }

        context.Output.WriteLine(problems.Count == 0
            ? $"{folder} is valid."
            : $"{Formatting.Count(problems.Count, "error")} in {folder}.");
        return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Misconfigured;
    }
}
