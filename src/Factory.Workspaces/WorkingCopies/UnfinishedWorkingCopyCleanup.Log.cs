using Microsoft.Extensions.Logging;

namespace Factory.Workspaces.WorkingCopies;

internal sealed partial class UnfinishedWorkingCopyCleanup
{
    [LoggerMessage(LogLevel.Warning, "The unfinished working copy {Name} could not be deleted; the next start tries again.")]
    private partial void LogNotDeleted(string name, Exception exception);
}
