using Factory.Client;

namespace Factory.Cli.Runs;

internal static class RunReports
{
    /// <summary>The report that fits who reads: a live tree, plain lines, or one JSON object a line.</summary>
    public static IRunReport For(CommandContext session, FactoryClient client) => session.Output switch
    {
        { Json: true } => new JsonReport(session.Output),
        { Live: true } => new TreeReport(session),
        _ => new PlainReport(session),
    };
}
