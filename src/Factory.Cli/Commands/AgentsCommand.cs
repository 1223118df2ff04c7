using System.CommandLine;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

internal static class AgentsCommand
{
    public static Command Create(CommandRunner verbs) => verbs.Ask(
        new Command("agents", "The roster: who takes which tasks, and what they have done.\n\nExample:\n  factory agents"),
        (_, client, cancel) => client.ListAgentsAsync(cancel),
        (agents, session) => session.Output.Table(["agent", "role", "takes", "working", "succeeded", "failed", "tokens", "cost"], agents.Select(a => (string[])[
            a.Name, a.Role, string.Join(", ", a.Kinds), $"{a.Working.Count}/{a.Parallelism}", $"{a.Succeeded}", $"{a.Failed}", Formatting.Count(a.Usage.Total()), a.Cost.ToString()])));
}
