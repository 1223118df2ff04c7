using System.CommandLine;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

internal static class AgentsCommand
{
    public static Command Create(CommandRunner verbs) => verbs.HandleWithSilo(
        new Command("agents", "The roster: who takes which tasks, and what they have done.\n\nExample:\n  factory agents"),
        (_, client, cancel) => client.ListAgentsAsync(cancel),
        (agents, session) => session.Output.WriteTable(["agent", "role", "takes", "working", "succeeded", "failed", "tokens", "cost"], agents.Select(a => (string[])[
            a.Name, a.Role, string.Join(", ", a.Kinds), $"{a.ActiveAttempts.Count}/{a.Parallelism}", $"{a.Succeeded}", $"{a.Failed}", Formatting.FormatCount(a.Usage.Total()), a.Cost.ToString()])));
}
