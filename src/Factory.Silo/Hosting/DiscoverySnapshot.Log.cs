namespace Factory.Silo.Hosting;

internal sealed partial class DiscoverySnapshot
{
    [LoggerMessage(LogLevel.Error, "The machine could not be examined")]
    private partial void LogFailed(Exception exception);
}
