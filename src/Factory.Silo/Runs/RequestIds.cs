using System.Security.Cryptography;
using System.Text;
using Factory.Domain.Ids;

namespace Factory.Silo.Runs;

/// <summary>The ids of what a request creates.</summary>
/// <param name="ids">Makes fresh ids.</param>
/// <param name="scope">The endpoint: the same key at two endpoints makes different ids.</param>
/// <param name="key">The client's idempotency key; null when it sent none.</param>
internal readonly struct RequestIds(IIdGenerator ids, string scope, string? key)
{
    // 16 characters of 5 bits: short enough to copy, and two of a billion keys have the same with a chance of 1 to
    // 2,000,000.
    private const int HashLength = 16;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A fresh id; with an idempotency key the one that follows from it.</summary>
    /// <remarks>
    /// The key's answer is kept only after the command has ended. A silo that crashes in between sees the request again
    /// as a new one: with the same ids it finds what the first try created, instead of creating it twice.
    /// </remarks>
    public T New<T>()
        where T : struct, IId<T> =>
        key is null
            ? ids.New<T>()
            : T.From($"{T.Kind}-k{Hash($"{T.Kind}\n{scope}\n{key}")}");

    private static string Hash(string text) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(text)).Take(HashLength).Select(static b => Alphabet[b % Alphabet.Length]));
}
