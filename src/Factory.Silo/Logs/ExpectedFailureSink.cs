using System.Security.Authentication;
using Factory.Contracts.Errors;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Factory.Silo.Logs;

/// <summary>
/// Logs failures of the world in one line, without a stack trace, which says nothing about them and is repeated with
/// each try: a refused TLS handshake, a damaged database, a full disk.
/// </summary>
internal sealed class ExpectedFailureSink(Logger next) : ILogEventSink, IDisposable
{
    private static readonly MessageTemplateParser Parser = new();

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        var reason = logEvent.Exception is { } failure ? ReasonOf(failure) : null;
        ((ILogEventSink)next).Emit(reason is null ? logEvent : InOneLine(logEvent, reason));
    }

    /// <inheritdoc/>
    public void Dispose() => next.Dispose();

    private static string? ReasonOf(Exception failure) => failure switch
    {
        // The innermost one says what was wrong with the handshake.
        AuthenticationException => failure.GetBaseException().Message,
        FactoryException { Code: ErrorCodes.DataUnusable or ErrorCodes.DiskFull } => failure.Message,
        _ => null,
    };

    private static LogEvent InOneLine(LogEvent entry, string reason) => new(
        entry.Timestamp,
        entry.Level,
        exception: null,
        Parser.Parse(entry.MessageTemplate.Text + ": {Reason}"),
        [
            .. entry.Properties.Select(p => new LogEventProperty(p.Key, p.Value)),
            new LogEventProperty("Reason", new ScalarValue(reason.ReplaceLineEndings(" "))),
        ],
        entry.TraceId ?? default,
        entry.SpanId ?? default);
}
