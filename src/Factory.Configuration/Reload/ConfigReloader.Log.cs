using Microsoft.Extensions.Logging;

namespace Factory.Configuration.Reload;

public sealed partial class ConfigReloader
{
    [LoggerMessage(LogLevel.Information, "The configuration was read again: {Files}")]
    private partial void LogReloaded(string files);

    [LoggerMessage(LogLevel.Error, "The changed configuration is refused and the one before stays in force:\n{Problems}")]
    private partial void LogRejected(string problems);
}
