using System.CommandLine;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

/// <summary><c>factory agents</c>, <c>factory agents runners|install</c>.</summary>
internal static class AgentsCommand
{
    private const string Description = """
        The roster of agents: the kinds of tasks they take, and their results.

        Examples:
          factory agents
          factory agents runners
          factory agents install claude
        """;

    public static Command Create(CommandRunner commands) => Roster(
        commands,
        new Command("agents", Description)
        {
            Roster(commands, new Command("list", "The roster, as without a verb.\n\nExample:\n  factory agents list")),
            AgentsRunnersCommand.Create(commands),
            AgentsInstallCommand.Create(commands),
        });

    private static Command Roster(CommandRunner commands, Command command) => commands.HandleListWithSilo(
        command,
        (_, client, cancel) => client.ListAgentsAsync(cancel),
        (agents, context) => context.Output.WriteTable(
            ["agent", "role", "takes", "working", "succeeded", "failed", "tokens", "cost"],
            agents.Select(a => (string[])[
                a.Name,
                a.Role,
                string.Join(", ", a.Kinds),
                $"{a.ActiveAttempts.Count}/{a.Parallelism}",
                $"{a.Succeeded}",
                $"{a.Failed}",
                Formatting.FormatCount(a.Usage.Total()),
                MoneyFormat.Format(a.Cost)])));
}
