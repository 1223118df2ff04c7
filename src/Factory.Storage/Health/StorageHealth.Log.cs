using Microsoft.Extensions.Logging;

namespace Factory.Storage.Health;

internal sealed partial class StorageHealth
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The disk of {Folder} answers again; a write waited for {Seconds:0} s")]
    private partial void LogStallEnded(string folder, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The factory starts no new work ({Code}): {Problem} {Hint}")]
    private partial void LogProblem(string code, string problem, string? hint);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Folder} is writable again and work continues. The problem was ({Code}): {Problem}")]
    private partial void LogRecovered(string folder, string code, string problem);
}
