using System.Globalization;
using Factory.Agents.Transcripts;
using Serilog.Events;
using Serilog.Formatting;

namespace Factory.Silo.Logs;

/// <summary>Takes secrets out of what another formatter writes: whole lines, so that no property, exception or name can carry one past it.</summary>
internal sealed class RedactingFormatter(ITextFormatter inner, SecretRedactor redactor) : ITextFormatter
{
    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        inner.Format(logEvent, text);
        output.Write(redactor.Redact(text.ToString()));
    }
}
