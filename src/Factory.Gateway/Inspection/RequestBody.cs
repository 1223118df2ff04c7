using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Factory.Gateway.Inspection;

/// <summary>A request's body in one pooled stretch of memory. It goes back to the pool when nobody can still be reading it.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int InitialSize = 16 * 1024;

    private readonly RequestMemoryLimiter _memory;
    private byte[] _bytes;
    private int _reserved;

    private RequestBody(RequestMemoryLimiter memory) => (_memory, _bytes) = (memory, []);

    /// <summary>Bytes of the body.</summary>
    public int Length { get; private set; }

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>True when a connection may still be sending from it: then it is left to the garbage collector.</summary>
    public bool IsInUse { get; set; }

    /// <summary>Reads a request's body, unpacked where it comes packed.</summary>
    /// <param name="max">The most bytes, packed and unpacked.</param>
    /// <returns>Null when it is longer than allowed.</returns>
    /// <exception cref="InvalidDataException">It is not packed as it says.</exception>
    /// <exception cref="RequestMemoryExceededException">Too many bodies are held at once.</exception>
    public static async ValueTask<RequestBody?> ReadAsync(HttpContext context, RequestMemoryLimiter memory, int max, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // Its limit is kept here: the server's own would close the connection before a client in the middle of sending could read the refusal.
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
            await using var unpacked = BodyEncoding.Decompress(context.Request);
            var announced = unpacked is null ? length + 1 : null;

            // One byte more than announced tells the end without growing.
            buffer.Grow((int)Math.Min(announced ?? InitialSize, InitialSize));
            return await buffer.FillAsync(unpacked ?? context.Request.Body, (int)(announced ?? 0), max, cancellationToken) ? buffer : buffer.Discard();
        }
        catch (InvalidOperationException e) when (BodyEncoding.IsCompressed(context.Request))
        {
            // Brotli's word for bytes that are none.
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
                // What is announced is believed only once some of it has come.
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
