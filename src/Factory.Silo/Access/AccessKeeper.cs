using Factory.Contracts.Errors;

namespace Factory.Silo.Access;

/// <summary>Knows which access token counts now, and changes it without a restart.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class AccessKeeper(AccessToken initial, string path) : IDisposable
{
    private readonly Lock _rotation = new();
    private AccessPass[] _valid = [new AccessPass(initial)];

    /// <summary>The token that counts.</summary>
    public AccessToken Current => Volatile.Read(ref _valid)[^1].Token;

    /// <summary>The pass that a token is worth; null when it is worth nothing.</summary>
    public AccessPass? Admit(string? text) => Array.Find(Volatile.Read(ref _valid), p => p.Token.Matches(text));

    /// <summary>Makes a new token. When this returns, the old one is dead, what was opened with it is cut off, and the file holds the new one.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c> when it cannot be written; the old one then still counts.</exception>
    public void Rotate()
    {
        lock (_rotation)
        {
            var old = _valid[^1];
            var next = new AccessPass(TokenFile.Draw());

            // For the instant between file and memory both count: who reads the new one from the file must not be refused.
            Volatile.Write(ref _valid, [old, next]);
            try
            {
                TokenFile.Replace(path, next.Token);
            }
            catch
            {
                Volatile.Write(ref _valid, [old]);
                throw;
            }

            Volatile.Write(ref _valid, [next]);
            old.Retire();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pass in _valid)
        {
            pass.Dispose();
        }
    }
}
