using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Api;

namespace Factory.Cli.Commands;

/// <summary><c>factory config check|reload</c>.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandRunner verbs) => new("config", "The configuration folder.\n\nExample:\n  factory config check")
    {
        verbs.Handle(
            new Command("check", "Reads all of the configuration and says everything that is wrong with it.\n\nExample:\n  factory config check --config ./silo-config"),
            (_, session) => Task.FromResult(Check(session))),
        verbs.HandleWithSilo(
            new Command("reload", """
                Has the running factory read its configuration again. It watches the files and does so by itself; this says at once the result of it. Wrong files are refused with file
                and line, and the configuration before stays in force. Runs keep the pipeline that they began with.

                Example:
                  factory config reload
                """),
            (_, client, cancel) => client.ReloadConfigAsync(cancel),
            ShowReload),
    };

    private static void ShowReload(ConfigView view, CommandContext session)
    {
        session.Output.WriteLine(view.ChangedFiles.Count == 0 ? $"{view.Folder} is in force; nothing has changed." : $"In force now: {string.Join(", ", view.ChangedFiles)}");
        foreach (var note in view.RestartRequired)
        {
            session.Output.WriteLine($"  needs a restart: {TerminalSanitizer.SingleLine(note, 400)}");
        }
    }

    private static int Check(CommandContext session)
    {
        var folder = session.Environment.Maintenance.GetConfigFolder(session.Settings.ToSiloOptions());
        var problems = session.Environment.Maintenance.CheckConfig(session.Settings.ToSiloOptions());
        session.Output.WriteJson(new { Type = "config-check", Folder = folder, Valid = problems.Count == 0, Problems = problems });
        foreach (var problem in problems)
        {
            session.Output.WriteMarkup($"[red]✘[/] {TerminalSanitizer.SingleLineMarkup(problem, 2000)}");
        }

        session.Output.WriteLine(problems.Count == 0 ? $"{folder} is valid." : $"{problems.Count} error{(problems.Count == 1 ? "" : "s")} in {folder}.");
        return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Misconfigured;
    }
}
