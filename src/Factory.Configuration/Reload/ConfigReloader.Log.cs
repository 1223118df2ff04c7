using Microsoft.Extensions.Logging;

namespace Factory.Configuration.Reload;

public sealed partial class ConfigReloader
{
    [LoggerMessage(LogLevel.Information, "The configuration was reloaded: {Files}")]
    private partial void LogReloaded(string files);

    [LoggerMessage(LogLevel.Error, "The changed configuration is invalid and the previous one stays in force:\n{Problems}")]
    private partial void LogRejected(string problems);
}
