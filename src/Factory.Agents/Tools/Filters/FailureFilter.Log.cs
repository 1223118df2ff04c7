using Microsoft.Extensions.Logging;

namespace Factory.Agents.Tools.Filters;

internal sealed partial class FailureFilter
{
    [LoggerMessage(LogLevel.Warning, "The tool {Tool} failed.")]
    private partial void LogToolFailed(string tool, Exception exception);
}
