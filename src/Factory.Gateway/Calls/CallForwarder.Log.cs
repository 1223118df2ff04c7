using Microsoft.Extensions.Logging;

namespace Factory.Gateway.Calls;

internal sealed partial class CallForwarder
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The answer to call {Call} was cut: its budgets could not be asked")]
    private partial void LogCallCut(string call, Exception e);
}
