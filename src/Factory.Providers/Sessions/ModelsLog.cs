using Microsoft.Extensions.Logging;

namespace Factory.Providers.Sessions;

internal static partial class ModelsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Provider}: the counts of {Calls} calls could not be recorded and are lost.")]
    public static partial void RecordFailed(ILogger log, string provider, long calls, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Provider}: try {Try} failed ({Error}); the next one in {Delay}.")]
    public static partial void TryFailed(ILogger log, string provider, int @try, string error, TimeSpan delay);
}
