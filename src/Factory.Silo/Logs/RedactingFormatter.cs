using System.Globalization;
using Factory.Domain.Secrets;
using Serilog.Events;
using Serilog.Formatting;

namespace Factory.Silo.Logs;

/// <summary>
/// Redacts secrets in the output of another formatter. It works on whole lines, so that properties, exceptions and
/// names are covered.
/// </summary>
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
