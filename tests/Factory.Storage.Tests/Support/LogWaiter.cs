using System.Threading.Channels;
using Factory.Storage.Outbox;
using Microsoft.Extensions.Logging;

namespace Factory.Storage.Tests.Support;

/// <summary>Lets tests wait for a line of the log.</summary>
internal sealed class LogWaiter : ILogger<OutboxSweeper>
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _lines.Writer.TryWrite(formatter(state, exception));

    public Task<string> NextAsync() => _lines.Reader.ReadAsync().AsTask().Within("a line of the log");
}
