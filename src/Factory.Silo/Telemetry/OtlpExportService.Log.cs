namespace Factory.Silo.Telemetry;

internal sealed partial class OtlpExportService
{
    [LoggerMessage(LogLevel.Information, "{What} are sent to {Endpoint}, without prompts and answers")]
    private partial void LogSending(string what, string endpoint);

    [LoggerMessage(
        LogLevel.Warning,
        "{Variable} is not an http or https URL, or names a file that does not exist, so nothing is sent for it. Correct it and start " +
        "the factory again")]
    private partial void LogInvalidVariable(string variable);

    [LoggerMessage(LogLevel.Warning, "Budgets and spending could not be read for the metrics; the previous values are sent")]
    private partial void LogRefreshFailed(Exception exception);
}
