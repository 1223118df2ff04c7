using Factory.Contracts.Models;
using Microsoft.Extensions.Logging;

namespace Factory.Metering.Calls;

public sealed partial class ModelCallPipeline
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Model} reported usage that call {Call} cannot have had. {Excess}")]
    private partial void LogUsageBeyondBound(ModelRef model, string call, string excess);
}
