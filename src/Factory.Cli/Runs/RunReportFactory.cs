using Factory.Client;

namespace Factory.Cli.Runs;

internal static class RunReportFactory
{
    /// <summary>Chooses the report for the output: a live tree, plain lines, or JSON lines.</summary>
    public static IRunReport Create(CommandContext context, FactoryClient client) => context.Output switch
    {
        { IsJson: true } => new JsonReport(context.Output),
        { IsLive: true } => new TreeReport(context),
        _ => new PlainReport(context),
    };
}
