namespace Factory.Silo.Access;

/// <summary>
/// What authenticated a request: the access token or a sign-in. It is a feature of the request's <c>HttpContext</c>.
/// </summary>
public sealed class AccessSession : IDisposable
{
    private readonly CancellationTokenSource _revoked;

    /// <summary>Lasts until <see cref="Revoke"/>.</summary>
    public AccessSession() => _revoked = new CancellationTokenSource();

    /// <summary>Lasts until <see cref="Revoke"/> or until the lifetime has passed.</summary>
    /// <param name="lifetime">At most 49 days.</param>
    public AccessSession(TimeSpan lifetime, TimeProvider time) => _revoked = new CancellationTokenSource(lifetime, time);

    /// <summary>
    /// Cancelled when the token is replaced or the sign-in ends: a response that streams without end must end then.
    /// </summary>
    public CancellationToken Revoked => _revoked.Token;

    /// <inheritdoc/>
    public void Dispose() => _revoked.Dispose();

    /// <summary>Ends every response that was authenticated by it.</summary>
    internal void Revoke() => _revoked.Cancel();
}
