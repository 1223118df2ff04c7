using System.CommandLine;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

/// <summary><c>factory config check</c>.</summary>
internal static class ConfigCommand
{
    public static Command Create(Verbs verbs) => new("config", "The configuration folder.")
    {
        verbs.Define(
            new Command("check", "Reads all of the configuration and says everything that is wrong with it.\n\nExample:\n  factory config check --config ./silo-config"),
            (_, session) => Task.FromResult(Check(session))),
    };

    private static int Check(Session session)
    {
        var folder = session.Environment.Tools.ConfigFolder(session.Settings);
        var problems = session.Environment.Tools.CheckConfig(session.Settings);
        session.Output.Record(new { Type = "config-check", Folder = folder, Valid = problems.Count == 0, Problems = problems });
        foreach (var problem in problems)
        {
            session.Output.Markup($"[red]✘[/] {SafeText.Markup(problem, 2000)}");
        }

        session.Output.Line(problems.Count == 0 ? $"{folder} is valid." : $"{problems.Count} error{(problems.Count == 1 ? "" : "s")} in {folder}.");
        return problems.Count == 0 ? ExitCodes.Success : ExitCodes.NotReady;
    }
}
