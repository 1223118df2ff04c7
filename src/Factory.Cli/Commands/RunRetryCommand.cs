using System.CommandLine;

namespace Factory.Cli.Commands;

internal static class RunRetryCommand
{
    public static Command Create(CommandRunner verbs)
    {
        var id = CommandArguments.IdArgument("run", "The run");
        var budget = new Option<decimal?>("--budget") { Description = "A new hard cap in US dollars; the old one stays without", HelpName = "USD" };
        var same = new Option<bool>("--allow-same-reviewer") { Description = "Let the builder's own model review from now on; it is recorded" };
        return verbs.HandleWithSilo(
            new Command("retry", "Goes on at the stage that failed.\n\nExample:\n  factory run retry run-01jd3z… --budget 10") { id, budget, same },
            (parsed, client, cancel) => client.RetryRunAsync(CommandArguments.ParseId<RunId>(parsed.GetRequiredValue(id)), parsed.GetValue(budget), parsed.GetValue(same), cancel),
            (run, session) => session.Output.WriteLine($"{run.Id} goes on. Watch it: factory run --resume {run.Id}{session.Settings.DataOption}"));
    }
}
