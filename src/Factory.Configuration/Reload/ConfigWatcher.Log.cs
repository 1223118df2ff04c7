using Microsoft.Extensions.Logging;

namespace Factory.Configuration.Reload;

internal sealed partial class ConfigWatcher
{
    [LoggerMessage(LogLevel.Error, "The configuration could not be reloaded")]
    private partial void LogNotReloaded(Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Folder} cannot be watched; after a change run: factory config reload")]
    private partial void LogNotWatched(string folder, Exception exception);
}
