using System.CommandLine;
using Factory.Cli.Maintenance;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

internal static class DoctorCommand
{
    public static Command Create(CommandRunner verbs) => verbs.Handle(
        new Command("doctor", "Checks that everything the factory needs is installed, and says how to get what is missing.\n\nExamples:\n  factory doctor\n  factory doctor --json"),
        async (_, session) =>
        {
            var lines = await DoctorChecks.RunAsync(session.Environment.Maintenance, session.Settings, session.Environment.Interrupt);
            var healthy = lines.All(l => l.Ok || !l.Required);
            session.Output.WriteJson(new { Type = "doctor", Healthy = healthy, Checks = lines });
            foreach (var line in lines)
            {
                session.Output.WriteMarkup($"{StatusGlyph(line)} {TerminalSanitizer.SingleLineMarkup(line.Name),-20} {TerminalSanitizer.SingleLineMarkup(line.Detail)}");
                if (line is { Ok: false, Fix: not null })
                {
                    session.Output.WriteMarkup($"                       [dim]{TerminalSanitizer.SingleLineMarkup(line.Fix)}[/]");
                }
            }

            session.Output.WriteMarkup(healthy ? "\n[green]The factory can work here.[/]" : "\n[red]The factory cannot work here yet.[/]");
            return healthy ? ExitCodes.Success : ExitCodes.Misconfigured;
        });

    private static string StatusGlyph(DoctorCheck line) => line switch
    {
        { Ok: true } => "[green]✔[/]",
        { Required: true } => "[red]✘[/]",
        _ => "[dim]·[/]",
    };
}
