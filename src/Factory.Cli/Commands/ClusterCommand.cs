using System.CommandLine;

namespace Factory.Cli.Commands;

/// <summary><c>factory cluster init</c>.</summary>
internal static class ClusterCommand
{
    private const string Variable = "FACTORY_CLUSTER_CONNECTION";

    public static Command Create(CommandRunner commands)
    {
        var connection = new Option<string?>("--connection-string")
        {
            Description = $"The PostgreSQL connection string. Default: the variable {Variable}, which keeps the password out of the " +
                "process list",
            HelpName = "STRING",
        };
        var init = new Command("init", $"""
            Prepares a PostgreSQL database over which silos find each other.
            Existing tables are kept; running it again changes nothing.

            Example:
              {Variable}='Host=db;Database=factory;Username=factory;Password=…' factory cluster init
            """)
        {
            connection,
        };
        commands.Handle(
            init,
            (parsed, context) => InitAsync(parsed.GetValue(connection) ?? context.Environment.GetEnvironmentVariable(Variable), context));
        return new Command(
            "cluster",
            "Runs the factory on several machines: docs/guides/cluster.md.\n\nExample:\n  factory cluster init") { init };
    }

    private static async Task<int> InitAsync(string? connection, CommandContext context)
    {
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new FactoryException(
                ErrorCodes.InvalidRequest,
                "There is no connection string.",
                $"Give --connection-string STRING, or set the variable {Variable}.");
        }

        var report = await context.Environment.Maintenance.InitClusterAsync(connection, context.Environment.Interrupt);
        context.Output.WriteJson(new { Type = "cluster-init", report.Database, report.Tables, report.Statements });
        context.Output.WriteLine(report is { Tables: 0, Statements: 0 }
            ? $"{report.Database} was already prepared; nothing was changed."
            : $"Created {report.Tables} tables and {report.Statements} statements in {report.Database}.");
        context.Output.WriteLine($"Next: set 'cluster' in silo.yaml and {Variable} on every machine, then: factory up");
        return ExitCodes.Success;
    }
}
