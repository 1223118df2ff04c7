using System.CommandLine;

namespace Factory.Cli.Commands;

/// <summary><c>factory cluster init</c>.</summary>
internal static class ClusterCommand
{
    private const string Variable = "FACTORY_CLUSTER_CONNECTION";

    public static Command Create(CommandRunner verbs)
    {
        var connection = new Option<string?>("--connection-string")
        {
            Description = $"PostgreSQL's connection string. Without it the variable {Variable}, which keeps the password out of the process list.",
            HelpName = "STRING",
        };
        var init = new Command("init", $"""
            Prepares a PostgreSQL database over which silos find each other.
            What is there already stays; running it again does nothing.

            Example:
              {Variable}='Host=db;Database=factory;Username=factory;Password=…' factory cluster init
            """)
        {
            connection,
        };
        verbs.Handle(init, (parsed, session) => InitAsync(parsed.GetValue(connection) ?? session.Environment.GetEnvironmentVariable(Variable), session));
        return new Command("cluster", "Several machines: docs/guides/cluster.md.\n\nExample:\n  factory cluster init") { init };
    }

    private static async Task<int> InitAsync(string? connection, CommandContext session)
    {
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new FactoryException(ErrorCodes.InvalidRequest, "No connection string.", $"Give --connection-string STRING, or set the variable {Variable}.");
        }

        var report = await session.Environment.Maintenance.InitClusterAsync(connection, session.Environment.Interrupt);
        session.Output.WriteJson(new { Type = "cluster-init", report.Database, report.Tables, report.Statements });
        session.Output.WriteLine(report is { Tables: 0, Statements: 0 }
            ? $"{report.Database} was ready already; nothing was changed."
            : $"Made {report.Tables} tables and {report.Statements} statements in {report.Database}.");
        session.Output.WriteLine($"Next: 'cluster' in silo.yaml and {Variable} on every machine, then factory up.");
        return ExitCodes.Success;
    }
}
