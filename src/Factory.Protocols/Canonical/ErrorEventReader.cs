using System.Text;
using Factory.Protocols.Errors;

namespace Factory.Protocols.Canonical;

/// <summary>
/// Reads the errors in a provider's stream, before and for the reader of its API: servers do not keep to the form of
/// errors that their API has.
/// </summary>
/// <param name="inner">Reads everything else.</param>
internal sealed class ErrorEventReader(IResponseStreamReader inner) : IResponseStreamReader
{
    /// <inheritdoc/>
    public void Read(string? name, ReadOnlySpan<byte> data, IResponseStreamSink sink)
    {
        if (ProviderErrorReader.FindInEvent(Encoding.UTF8.GetBytes(name ?? ""), data) is { } error)
        {
            sink.Fail(new ApiError(error.Kind, error.Message ?? ApiError.NoMessage));
            return;
        }

        inner.Read(name, data, sink);
    }
}
