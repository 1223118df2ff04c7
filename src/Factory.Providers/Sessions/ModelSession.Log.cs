using Microsoft.Extensions.Logging;

namespace Factory.Providers.Sessions;

internal sealed partial class ModelSession
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Provider}: the counts of {Calls} calls could not be recorded and are lost.")]
    private partial void LogRecordFailed(string provider, long calls, Exception error);
}
