using Factory.Client;

namespace Factory.Cli.Runs;

internal static class RunReportFactory
{
    /// <summary>The report that fits who reads: a live tree, plain lines, or one JSON object a line.</summary>
    public static IRunReport Create(CommandContext session, FactoryClient client) => session.Output switch
    {
        { IsJson: true } => new JsonReport(session.Output),
        { IsLive: true } => new TreeReport(session),
        _ => new PlainReport(session),
    };
}
