using Factory.Contracts.Retention;

namespace Factory.Silo.Retention;

internal sealed partial class RetentionService
{
    [LoggerMessage(LogLevel.Information, "Cleaned up: {Count} things, {Bytes} bytes; {Kept} were kept for the work in them")]
    private partial void LogCleaned(int count, long bytes, int kept);

    [LoggerMessage(LogLevel.Warning, "The {Kind} {Name} cannot be deleted")]
    private partial void LogNotRemoved(RetentionKind kind, string name, Exception exception);
}
