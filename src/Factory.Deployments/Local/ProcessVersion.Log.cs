using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

internal sealed partial class ProcessVersion
{
    [LoggerMessage(LogLevel.Warning, "{Folder} could not be deleted")]
    private partial void LogFolderNotDeleted(Exception exception, string folder);

    [LoggerMessage(LogLevel.Warning, "{Product} ended by itself and was restarted. Last output: {Output}")]
    private partial void LogRestarted(string product, string output);

    [LoggerMessage(LogLevel.Error, "{Product} ended and could not be restarted; it is tried again")]
    private partial void LogRestartFailed(Exception exception, string product);
}
