using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Factory.Silo.Tests.Support;

/// <summary>A log whose lines a test can wait for.</summary>
internal sealed class RecordingLog<T> : ILogger<T>
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
        Func<TState, Exception?, string> formatter) => _lines.Writer.TryWrite($"{logLevel} {formatter(state, exception)}");

    public async Task<string> NextAsync() => await _lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
}
