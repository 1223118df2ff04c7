using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Factory.Domain.Ids;

/// <summary>Ids as <c>kind-</c> and 26 characters: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32, lower case (the layout of a ULID).</summary>
public sealed class UlidGenerator(TimeProvider time) : IIdGenerator
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private const int RandomBytes = 10;

    private readonly Lock _lock = new();

    // Fetched for many ids at once: most of the cost of random bytes is in the asking.
    private readonly byte[] _random = new byte[100 * RandomBytes];
    private int _used = 100 * RandomBytes;
    private UInt128 _last;

    /// <inheritdoc/>
    public T New<T>()
        where T : struct, IId<T> => T.From($"{T.Kind}-{Next()}");

    private string Next()
    {
        Span<byte> random = stackalloc byte[16];
        random.Clear();
        var milliseconds = (UInt128)(ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        UInt128 candidate;
        lock (_lock)
        {
            if (_used == _random.Length)
            {
                RandomNumberGenerator.Fill(_random);
                _used = 0;
            }

            _random.AsSpan(_used, RandomBytes).CopyTo(random[^RandomBytes..]);
            _used += RandomBytes;
            candidate = (milliseconds << 80) | BinaryPrimitives.ReadUInt128BigEndian(random);

            // Within a millisecond, and when the clock was set back, ids still ascend.
            candidate = _last = UInt128.Max(candidate, _last + 1);
        }

        return string.Create(26, candidate, static (span, value) =>
        {
            for (var i = span.Length - 1; i >= 0; i--)
            {
                span[i] = Alphabet[(int)(value & 31)];
                value >>= 5;
            }
        });
    }
}
