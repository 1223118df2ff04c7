using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Factory.Domain.Ids;

/// <summary>
/// Creates ids of the form <c>kind-</c> and a ULID in lower case: 48 bits of milliseconds and 80 random bits in
/// Crockford's base 32. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class UlidGenerator(TimeProvider time) : IIdGenerator
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private const int RandomBytes = 10;

    private readonly Lock _lock = new();

    // Random bytes for a hundred ids at once: the call to the operating system costs more than the bytes.
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
        // Comparing with the last id and replacing it must be one step: two callers could otherwise get the same id.
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

            // Ids ascend also within a millisecond and after the clock was set back: lists and cursors are ordered by
            // them.
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
