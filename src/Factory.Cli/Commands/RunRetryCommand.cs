using System.CommandLine;

namespace Factory.Cli.Commands;

/// <summary><c>factory run retry</c>.</summary>
internal static class RunRetryCommand
{
    public static Command Create(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument<RunId>("run", "The run");
        var budget = CommandArguments.UsdOption("--budget", "A new hard cap in US dollars; default: the present one");
        var same = new Option<bool>("--allow-same-reviewer")
        {
            Description = "Let the builder's own model review from now on; it is recorded"
        };
        return commands.HandleWithSilo(
            new Command(
                "retry",
                "Continues at the stage that failed.\n\nExample:\n  factory run retry run-01jd3z… --budget 10") { id, budget, same },
            (parsed, client, cancel) =>
                client.RetryRunAsync(
                    parsed.GetRequiredValue(id),
                    parsed.GetValue(budget),
                    parsed.GetValue(same),
                    cancel),
            (run, context) =>
                context.Output.WriteLine($"{run.Id} continues. Watch it with: factory run --resume {run.Id}{context.Settings.DataOption}"));
    }
}
