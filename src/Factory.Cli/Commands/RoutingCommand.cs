using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Contracts.Routing;

namespace Factory.Cli.Commands;

/// <summary><c>factory routing explain</c>: which model a task would get, and why.</summary>
internal static class RoutingCommand
{
    private const string ExplainHelp = """
        The agent and model that a task of a kind would get now, and why.

        Examples:
          factory routing explain build
          factory routing explain --kind review --agent hawk
        """;

    public static Command Create(CommandRunner commands) =>
        new("routing", "How agents and models are chosen for tasks.\n\nExample:\n  factory routing explain build")
    {
        Explain(commands),
        RoutingSimulateCommand.Create(commands),
    };

    private static Command Explain(CommandRunner commands)
    {
        const string KindHelp = "The kind of task: build, review, research, …";
        var word = new Argument<string?>("kind") { Description = KindHelp, Arity = ArgumentArity.ZeroOrOne };
        var kind = new Option<string?>("--kind") { Description = KindHelp, HelpName = "KIND" };
        var agent = CommandArguments.IdOption<AgentId>("--agent", "Only this agent; default: any that takes the kind", "AGENT");
        var command = new Command("explain", ExplainHelp) { word, kind, agent };
        command.Validators.Add(result =>
        {
            if (result.GetResult(word) is { Tokens.Count: > 0 } == result.GetResult(kind) is not null)
            {
                result.AddError("Name the kind of task once: factory routing explain build. 'factory agents' lists the kinds.");
            }
        });
        return commands.HandleWithSilo(
            command,
            (parsed, client, cancel) =>
                client.ExplainRoutingAsync((parsed.GetValue(word) ?? parsed.GetValue(kind))!, parsed.GetValue(agent), cancel),
            Show);
    }

    private static void Show(RoutingView view, CommandContext context)
    {
        context.Output.WriteLine(TerminalSanitizer.SingleLine(view.Reason, 1_000));
        context.Output.WriteLine(view.IsLearningEnabled
            ? $"routing learns from results: {Formatting.Count(view.LearnedChoices, "learned choice")}, including " +
                Formatting.Count(view.Explorations, "exploration")
            : "learned routing is off (routing.learned in policy.yaml)");
        context.Output.WriteTable(
            ["model", "tier", "attempt", "quota", "accepted", "expected", "an accepted task", "why not"],
            view.Candidates.Select(c => (string[])[
            $"{(c.Model == view.Model ? "* " : "  ")}{c.Model}",
            Formatting.Format(c.Tier),
            Price(c.EstimatedCostUsd.Amount),
            c.QuotaRemaining is { } left ? string.Create(CultureInfo.InvariantCulture, $"{left * 100:0} %") : "",
            c.Attempts > 0 ? $"{c.Accepted} of {c.Attempts}" : "",
            string.Create(CultureInfo.InvariantCulture, $"{c.ExpectedAcceptance * 100:0} %"),
            c.CostPerAcceptedUsd is { } cost ? Price(cost.Amount) : "",
            c.ExclusionReason ?? ""]));
    }

    private static string Price(decimal amount) => amount.ToString("0.00##", CultureInfo.InvariantCulture);
}
