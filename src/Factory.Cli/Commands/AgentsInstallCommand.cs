using System.CommandLine;
using Factory.Cli.Output;
using Factory.Silo.Runners;

namespace Factory.Cli.Commands;

/// <summary><c>factory agents install</c>: installs a coding CLI from npm.</summary>
internal static class AgentsInstallCommand
{
    // A line for each of these, so that the log of a script stays short.
    private const long ProgressStep = 50_000_000;

    public static Command Create(CommandRunner commands)
    {
        var name = new Argument<string>("runner") { Description = "The runner's name: claude, codex, gemini, pi, or one of your own" };
        return commands.Handle(
            new Command("install", """
                Installs a coding CLI with npm in the data folder, at the version that its file in silo-config/runners names.
                A new installation takes the place of the old one when it is complete and its program starts; one that fails
                or is stopped changes nothing. Needs no running factory; a running one uses it for its next attempt.

                Examples:
                  factory agents install claude
                  factory agents runners
                """) { name },
            (parsed, context) => InstallAsync(parsed.GetRequiredValue(name), context));
    }

    private static async Task<int> InstallAsync(string name, CommandContext context)
    {
        var output = context.Output;
        var shown = 0L;
        var runner = await context.Environment.Runners.InstallAsync(
            context.Settings.ToSiloOptions(),
            name,
            bytes =>
            {
                output.WriteJson(new { Type = "runner-install", Runner = name, Bytes = bytes });
                if (bytes == 0)
                {
                    output.WriteLine($"Installing {TerminalSanitizer.SingleLine(name, 60)} with npm; large CLIs take a few minutes.");
                }
                else if (bytes / ProgressStep > shown)
                {
                    shown = bytes / ProgressStep;
                    output.WriteLine($"  {Formatting.FormatBytes(bytes)}");
                }
            },
            context.Environment.Interrupt);
        output.WriteJson(new { Type = "runner-installed", Runner = runner });
        Show(runner, context);
        return ExitCodes.Success;
    }

    private static void Show(RunnerStatus runner, CommandContext context)
    {
        context.Output.WriteLine($"{runner.Name} is installed: {runner.Package} {runner.TestedVersion}, " +
            $"{Formatting.FormatBytes(runner.Bytes ?? 0)} on disk.");
        context.Output.WriteLine($"  {runner.Name} --version: {TerminalSanitizer.SingleLine(runner.Version)}");
        context.Output.WriteLine(runner.UsedBy.Count == 0
            ? $"  No agent works with it: name it under 'runners' in a file of silo-config/agents."
            : $"  Agents that work with it: {TerminalSanitizer.SingleLine(string.Join(", ", runner.UsedBy))}");
    }
}
