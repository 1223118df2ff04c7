namespace Factory.Silo.Api;

internal static partial class TokenEndpoints
{
    [LoggerMessage(LogLevel.Warning, "The access token was replaced; the old one is not valid any more")]
    private static partial void LogRotated(ILogger log);
}
