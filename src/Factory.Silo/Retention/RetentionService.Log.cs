using Factory.Contracts.Retention;

namespace Factory.Silo.Retention;

internal sealed partial class RetentionService
{
    [LoggerMessage(LogLevel.Information, "Deleted {Count} items of {Bytes} bytes; {Kept} were kept because they contain unsaved work")]
    private partial void LogCleaned(int count, long bytes, int kept);

    [LoggerMessage(
        LogLevel.Warning,
        "Deleted the working copy of {Attempt} with work that was in no repository. Saved: {Reference}. Left out: {LeftOut}")]
    private partial void LogForced(string attempt, string reference, string leftOut);

    [LoggerMessage(LogLevel.Warning, "The {Kind} {Name} could not be deleted")]
    private partial void LogNotRemoved(RetentionKind kind, string name, Exception exception);
}
