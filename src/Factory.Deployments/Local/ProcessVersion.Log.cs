using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

internal sealed partial class ProcessVersion
{
    [LoggerMessage(LogLevel.Warning, "{Folder} cannot be deleted")]
    private partial void LogFolderNotDeleted(Exception exception, string folder);

    [LoggerMessage(LogLevel.Error, "{Product} ended, and starting it again failed")]
    private partial void LogRestartFailed(Exception exception, string product);
}
