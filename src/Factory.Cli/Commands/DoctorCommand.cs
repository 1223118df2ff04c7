using System.CommandLine;
using Factory.Cli.Maintenance;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

internal static class DoctorCommand
{
    public static Command Create(CommandRunner verbs) => verbs.Define(
        new Command("doctor", "Looks whether everything that the factory needs is there, and says how to get what is not.\n\nExamples:\n  factory doctor\n  factory doctor --json"),
        async (_, session) =>
        {
            var lines = await DoctorChecks.RunAsync(session.Environment.Tools, session.Settings, session.Environment.Interrupt);
            var healthy = lines.All(l => l.Ok || !l.Required);
            session.Output.Record(new { Type = "doctor", Healthy = healthy, Checks = lines });
            foreach (var line in lines)
            {
                session.Output.Markup($"{Glyph(line)} {TerminalSanitizer.Markup(line.Name),-20} {TerminalSanitizer.Markup(line.Detail)}");
                if (line is { Ok: false, Fix: not null })
                {
                    session.Output.Markup($"                       [dim]{TerminalSanitizer.Markup(line.Fix)}[/]");
                }
            }

            session.Output.Markup(healthy ? "\n[green]The factory can work here.[/]" : "\n[red]The factory cannot work here yet.[/]");
            return healthy ? ExitCodes.Success : ExitCodes.NotReady;
        });

    private static string Glyph(DoctorLine line) => line switch
    {
        { Ok: true } => "[green]✔[/]",
        { Required: true } => "[red]✘[/]",
        _ => "[dim]·[/]",
    };
}
