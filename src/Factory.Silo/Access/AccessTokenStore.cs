using Factory.Contracts.Errors;
using Factory.Domain.Configuration;

namespace Factory.Silo.Access;

/// <summary>Knows which access token counts now, and changes it without a restart.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class AccessTokenStore(AccessToken initial, string path, SignInStore signIns) : IDisposable
{
    private readonly Lock _rotation = new();
    private (AccessToken Token, AccessSession Pass)[] _valid = [(initial, new AccessSession())];

    /// <summary>Reads what the data folder holds; makes a token where there is none.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c> when that cannot be used.</exception>
    public static AccessTokenStore Open(FactoryPaths paths, AccessOptions options, TimeProvider time)
    {
        var token = TokenFile.LoadOrCreate(paths.TokenFile);
        return new AccessTokenStore(token, paths.TokenFile, new SignInStore(token, new SignInFile(paths.SignInFile), options, time));
    }

    /// <summary>Browsers that are signed in.</summary>
    public SignInStore SignIns => signIns;

    /// <summary>The token that counts.</summary>
    public AccessToken Current => Volatile.Read(ref _valid)[^1].Token;

    /// <summary>The pass that a token is worth; null when it is worth nothing.</summary>
    public AccessSession? Authenticate(string? text) => Array.Find(Volatile.Read(ref _valid), entry => entry.Token.Matches(text)).Pass;

    /// <summary>Makes a new token. When this returns, the old one is revoked, what was opened with it is cut off, sign-ins included, and the file holds the new one.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c> when it cannot be written; the old one then still counts.</exception>
    public void Rotate()
    {
        lock (_rotation)
        {
            var old = _valid[^1];
            var next = (Token: TokenFile.Generate(), Pass: new AccessSession());

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

            // Before the sign-ins are cleared: who still asks for a link with the old token is then either refused or cleared with them.
            old.Pass.Revoke();
            signIns.Reset(next.Token);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, pass) in _valid)
        {
            pass.Dispose();
        }

        signIns.Dispose();
    }
}
