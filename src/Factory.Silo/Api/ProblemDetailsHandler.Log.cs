namespace Factory.Silo.Api;

internal sealed partial class ProblemDetailsHandler
{
    [LoggerMessage(LogLevel.Debug, "A request was rejected: {Code}")]
    private partial void LogRejected(Exception exception, string code);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogUnexpected(Exception exception, string method, string path);

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} got no answer in time")]
    private partial void LogUnanswered(Exception exception, string method, string path);
}
