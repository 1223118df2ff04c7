using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Factory.Gateway.Inspection;

/// <summary>
/// A request's body in one pooled buffer, which returns to the pool on disposal unless a connection may still be
/// reading it.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    private const int InitialSize = 16 * 1024;

    private readonly RequestMemoryLimiter _memory;
    private byte[] _bytes;
    private int _reserved;

    private RequestBody(RequestMemoryLimiter memory) => (_memory, _bytes) = (memory, []);

    /// <summary>The length in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>
    /// True when a connection may still be sending from the buffer. It is left to the garbage collector then: another
    /// call that rented it would be sent to the wrong provider.
    /// </summary>
    public bool IsInUse { get; set; }

    /// <summary>Reads a request's body, decompressed.</summary>
    /// <param name="context">The request.</param>
    /// <param name="memory">Limits the memory of all bodies together.</param>
    /// <param name="max">The most bytes, compressed and decompressed.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Null when it is longer than <paramref name="max"/>.</returns>
    /// <exception cref="InvalidDataException">It is not compressed in the way its header says.</exception>
    /// <exception cref="RequestMemoryExceededException">Too many bodies are held at once.</exception>
    public static async ValueTask<RequestBody?> ReadAsync(
        HttpContext context,
        RequestMemoryLimiter memory,
        int max,
        CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // The limit is enforced here, because the server's own closes the connection before a client that is still
            // sending can read the response.
            limit.MaxRequestBodySize = null;
        }

        var length = context.Request.ContentLength;
        if (length > max)
        {
            return null;
        }

        var buffer = new RequestBody(memory);
        try
        {
            await using var decompressed = BodyEncoding.Decompress(context.Request);
            var announced = decompressed is null ? length + 1 : null;

            // Room for one byte more than announced, so that the read that finds the end does not grow the buffer.
            buffer.Grow((int)Math.Min(announced ?? InitialSize, InitialSize));
            return await buffer.FillAsync(decompressed ?? context.Request.Body, (int)(announced ?? 0), max, cancellationToken)
                ? buffer
                : buffer.Discard();
        }
        catch (InvalidOperationException e) when (BodyEncoding.IsCompressed(context.Request))
        {
            // BrotliStream throws this for malformed data, where the other decompressors throw InvalidDataException.
            buffer.Dispose();
            throw new InvalidDataException(e.Message, e);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bytes.Length > 0 && !IsInUse)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _memory.Release(_reserved);
        (_bytes, _reserved, Length) = ([], 0, 0);
    }

    private async ValueTask<bool> FillAsync(Stream body, int announced, int max, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Length == _bytes.Length)
            {
                // Content-Length is trusted only after the first 16 KiB have arrived: headers alone must not reserve
                // memory.
                Grow(Math.Max(announced, Math.Min(_bytes.Length * 2, max + 1)));
            }

            var read = await body.ReadAsync(_bytes.AsMemory(Length), cancellationToken);
            if (read == 0)
            {
                return true;
            }

            Length += read;
            if (Length > max)
            {
                return false;
            }
        }
    }

    private RequestBody? Discard()
    {
        Dispose();
        return null;
    }

    private void Grow(int size)
    {
        // Reserved before it is rented: at the limit the call is rejected instead of allocating more.
        _memory.Reserve(size - _reserved);
        _reserved = size;
        var larger = ArrayPool<byte>.Shared.Rent(size);
        Span.CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
