using System.Buffers;

namespace Factory.Gateway.Calls;

/// <summary>
/// A response that is not streamed, in pooled memory. It is read to the end before the client gets any of it, so that
/// it is metered even if the client disconnects.
/// </summary>
internal sealed class BufferedResponse : IDisposable
{
    private byte[] _bytes;

    private BufferedResponse(int size) => _bytes = ArrayPool<byte>.Shared.Rent(size);

    /// <summary>Its bytes.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    private int Length { get; set; }

    /// <summary>Reads a response.</summary>
    /// <param name="response">The provider's response.</param>
    /// <param name="max">The most bytes.</param>
    /// <param name="timeouts">The call's deadlines.</param>
    /// <returns>Null when it is longer than <paramref name="max"/>.</returns>
    public static async Task<BufferedResponse?> ReadAsync(HttpResponseMessage response, int max, CallTimeouts timeouts)
    {
        var announced = response.Content.Headers.ContentLength;
        if (announced > max)
        {
            return null;
        }

        // One byte more than announced, so that the read that finds the end does not grow the buffer; never much on the
        // word of a header.
        var body = new BufferedResponse((int)Math.Clamp(announced + 1 ?? 0, 4 * 1024, 64 * 1024));
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(timeouts.Token);
            int read;
            while ((read = await stream.ReadAsync(body.Free(), timeouts.Token)) > 0)
            {
                timeouts.Touch();
                body.Length += read;
                if (body.Length > max)
                {
                    body.Dispose();
                    return null;
                }
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            (_bytes, Length) = ([], 0);
        }
    }

    private Memory<byte> Free()
    {
        if (Length == _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            Memory.Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsMemory(Length);
    }
}
