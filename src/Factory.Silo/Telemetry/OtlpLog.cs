namespace Factory.Silo.Telemetry;

internal static partial class OtlpLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Traces of model calls and metrics go to {Endpoint}; prompts and answers do not.")]
    public static partial void Sending(ILogger log, string endpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Traces and metrics cannot be sent: correct the OTEL_EXPORTER_OTLP_… variables and start the factory again.")]
    public static partial void NotSending(ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Budgets and spending could not be read for the metrics; those sent are older.")]
    public static partial void NotRead(ILogger log, Exception exception);
}
