using Factory.Contracts.Errors;
using Factory.Domain.Configuration;

namespace Factory.Silo.Access;

/// <summary>Holds the access token that is valid now, and replaces it without a restart.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class AccessTokenStore(AccessToken initial, string path, SignInStore signIns) : IDisposable
{
    private readonly Lock _rotation = new();
    private (AccessToken Token, AccessSession Pass)[] _valid = [(initial, new AccessSession())];

    /// <summary>Reads the token and the sign-ins of the data folder; creates a token where there is none.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>: one of the files cannot be used.</exception>
    public static AccessTokenStore Open(FactoryPaths paths, AccessOptions options, TimeProvider time)
    {
        var token = TokenFile.LoadOrCreate(paths.TokenFile);
        return new AccessTokenStore(token, paths.TokenFile, new SignInStore(token, new SignInFile(paths.SignInFile), options, time));
    }

    /// <summary>Browsers that are signed in.</summary>
    public SignInStore SignIns => signIns;

    /// <summary>The valid token.</summary>
    public AccessToken Current => Volatile.Read(ref _valid)[^1].Token;

    /// <summary>The session of a request with this token; null when the token is not valid.</summary>
    public AccessSession? Authenticate(string? text) => Array.Find(Volatile.Read(ref _valid), entry => entry.Token.Matches(text)).Pass;

    /// <summary>
    /// Replaces the token. On return the old one is revoked together with every open response and sign-in that it
    /// authenticated, and the file holds the new one.
    /// </summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>: the file cannot be written; the old token stays
    /// valid.</exception>
    public void Rotate()
    {
        lock (_rotation)
        {
            var old = _valid[^1];
            var next = (Token: TokenFile.Generate(), Pass: new AccessSession());

            // Both tokens are valid between the write to the file and the change in memory: a client that reads the new
            // one from the file must not be rejected.
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

            // Before the sign-ins are cleared: a request for a link with the old token is then either rejected, or its
            // link is cleared with the others.
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
