using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Contracts.Routing;

namespace Factory.Cli.Commands;

/// <summary><c>factory routing explain</c>: why a task would be given to which model.</summary>
internal static class RoutingCommand
{
    public static Command Create(CommandRunner verbs) => new("routing", "How tasks find their models.\n\nExample:\n  factory routing explain --kind build")
    {
        Explain(verbs),
        RoutingSimulateCommand.Create(verbs),
    };

    private static Command Explain(CommandRunner verbs)
    {
        var kind = new Option<string>("--kind") { Description = "The kind of task: build, review, research, …", Required = true, HelpName = "KIND" };
        var agent = new Option<string?>("--agent") { Description = "Only this agent; without it whoever takes the kind", HelpName = "AGENT" };
        return verbs.HandleWithSilo(
            new Command("explain", "What would be chosen now for a task of a kind, and why.\n\nExamples:\n  factory routing explain --kind build\n  factory routing explain --kind review --agent hawk") { kind, agent },
            (parsed, client, cancel) => client.ExplainRoutingAsync(parsed.GetRequiredValue(kind), parsed.GetValue(agent) is { } text ? CommandArguments.ParseId<AgentId>(text) : null, cancel),
            Show);
    }

    private static void Show(RoutingView view, CommandContext session)
    {
        session.Output.WriteLine(TerminalSanitizer.SingleLine(view.Reason, 1_000));
        session.Output.WriteLine(view.IsLearningEnabled
            ? $"experience may move the start: {view.LearnedChoices} choices by it, {view.Explorations} of them explorations"
            : "experience is switched off (routing.learned in policy.yaml)");
        session.Output.WriteTable(["model", "tier", "attempt", "quota", "accepted", "expected", "an accepted task", "why not"], view.Candidates.Select(c => (string[])[
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
