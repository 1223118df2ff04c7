namespace Factory.Silo.Api;

internal static partial class TokenEndpoints
{
    [LoggerMessage(LogLevel.Warning, "The access token was replaced; the old one is refused from now on.")]
    private static partial void LogRotated(ILogger log);
}
