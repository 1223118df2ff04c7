using Microsoft.Extensions.Logging;

namespace Factory.Workspaces.Builds;

internal sealed partial class BuildStore
{
    [LoggerMessage(LogLevel.Warning, "The files or the record of build {Folder} have changed since it was made; it is built again.")]
    private partial void LogBuildModified(string folder);
}
