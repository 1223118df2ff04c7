using System.CommandLine;
using Factory.Cli.Maintenance;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

/// <summary><c>factory doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandRunner commands) => commands.Handle(
        new Command(
            "doctor",
            "Checks that everything the factory needs is installed, and shows how to install what is missing.\n\nExamples:\n  factory " +
            "doctor\n  factory doctor --json"),
        async (_, context) =>
        {
            var environment = context.Environment;
            var lines = await DoctorChecks.RunAsync(
                environment,
                context.Settings,
                environment.Interrupt);

            // What is merely useful, like a key or Ollama, must not fail a check in a script.
            var healthy = lines.All(l => l.Ok || !l.Required);
            context.Output.WriteJson(new { Type = "doctor", Healthy = healthy, Checks = lines });
            foreach (var line in lines)
            {
                context.Output.WriteMarkup($"{StatusGlyph(line)} {TerminalSanitizer.SingleLineMarkup(line.Name),-20} " +
                    $"{TerminalSanitizer.SingleLineMarkup(line.Detail)}");
                if (line is { Ok: false, Fix: not null })
                {
                    context.Output.WriteMarkup($"                       [dim]{TerminalSanitizer.SingleLineMarkup(line.Fix)}[/]");
                }
            }

            context.Output.WriteMarkup(healthy
                ? "\n[green]The factory can work here.[/]"
                : "\n[red]The factory cannot work here; see the fixes above.[/]");
            return healthy ? ExitCodes.Success : ExitCodes.Misconfigured;
        });

    private static string StatusGlyph(DoctorCheck line) => line switch
    {
        { Ok: true } => "[green]✔[/]",
        { Required: true } => "[red]✘[/]",
        _ => "[dim]·[/]",
    };
}
