using Microsoft.Extensions.Logging;

namespace Factory.Metering;

internal sealed partial class UsageMeter
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A lease of {Principal} could not be closed or trimmed; it is tried again")]
    private partial void LogLeaseReleaseFailed(PrincipalId principal, Exception error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Calls} calls of {Principal} went on after it had ended; each now costs its reservation")]
    private partial void LogOverdueCallsSettled(PrincipalId principal, int calls);
}
