using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Contracts.Routing;

namespace Factory.Cli.Commands;

/// <summary><c>factory route explain</c>: why a task would be given to which model.</summary>
internal static class RouteCommand
{
    public static Command Create(CommandRunner verbs) => new("route", "How tasks find their models.\n\nExample:\n  factory route explain --kind build")
    {
        Explain(verbs),
        RouteSimulateCommand.Create(verbs),
    };

    private static Command Explain(CommandRunner verbs)
    {
        var kind = new Option<string>("--kind") { Description = "The kind of task: build, review, research, …", Required = true, HelpName = "KIND" };
        var agent = new Option<string?>("--agent") { Description = "Only this agent; without it whoever takes the kind", HelpName = "AGENT" };
        return verbs.Ask(
            new Command("explain", "What would be chosen now for a task of a kind, and why.\n\nExamples:\n  factory route explain --kind build\n  factory route explain --kind review --agent hawk") { kind, agent },
            (parsed, client, cancel) => client.ExplainRoutingAsync(parsed.GetRequiredValue(kind), parsed.GetValue(agent) is { } text ? Arguments.Read<AgentId>(text) : null, cancel),
            Show);
    }

    private static void Show(RoutingView view, CommandContext session)
    {
        session.Output.Line(TerminalSanitizer.Line(view.Reason, 1_000));
        session.Output.Line(view.Learned
            ? $"experience may move the start: {view.Choices} choices by it, {view.Explored} of them explorations"
            : "experience is switched off (routing.learned in policy.yaml)");
        session.Output.Table(["model", "tier", "attempt", "quota", "accepted", "expected", "an accepted task", "why not"], view.Candidates.Select(c => (string[])[
            $"{(c.Model == view.Model ? "* " : "  ")}{c.Model}",
            Formatting.Of(c.Tier),
            Price(c.PriceUsd.Amount),
            c.QuotaLeft is { } left ? string.Create(CultureInfo.InvariantCulture, $"{left * 100:0} %") : "",
            c.Attempts > 0 ? $"{c.Accepted} of {c.Attempts}" : "",
            string.Create(CultureInfo.InvariantCulture, $"{c.Expected * 100:0} %"),
            c.PerAcceptedUsd is { } cost ? Price(cost.Amount) : "",
            c.WhyNot ?? ""]));
    }

    private static string Price(decimal amount) => amount.ToString("0.00##", CultureInfo.InvariantCulture);
}
