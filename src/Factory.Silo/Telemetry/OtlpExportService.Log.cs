namespace Factory.Silo.Telemetry;

internal sealed partial class OtlpExportService
{
    [LoggerMessage(LogLevel.Information, "{What} go to {Endpoint}; prompts and answers do not")]
    private partial void LogSending(string what, string endpoint);

    [LoggerMessage(LogLevel.Warning, "{Variable} names no http or https URL, or a file that is not there, so nothing is sent for it. Correct it and start the factory again")]
    private partial void LogInvalidVariable(string variable);

    [LoggerMessage(LogLevel.Warning, "Budgets and spending could not be read for the metrics; those sent are older")]
    private partial void LogRefreshFailed(Exception exception);
}
