using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

internal sealed partial class ProcessVersion
{
    [LoggerMessage(LogLevel.Warning, "{Folder} could not be deleted")]
    private partial void LogFolderNotDeleted(Exception exception, string folder);

    [LoggerMessage(LogLevel.Error, "{Product} ended and could not be restarted; it is tried again")]
    private partial void LogRestartFailed(Exception exception, string product);
}
