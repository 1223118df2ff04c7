namespace Factory.Silo.Access;

/// <summary>What a request was admitted with: the token, or a sign-in. Lies among the features of its <c>HttpContext</c>.</summary>
public sealed class AccessSession : IDisposable
{
    private readonly CancellationTokenSource _revoked;

    /// <summary>Lasts until <see cref="Revoke"/>.</summary>
    public AccessSession() => _revoked = new CancellationTokenSource();

    /// <summary>Ends by itself, too.</summary>
    /// <param name="lifetime">At most 49 days.</param>
    public AccessSession(TimeSpan lifetime, TimeProvider time) => _revoked = new CancellationTokenSource(lifetime, time);

    /// <summary>Cancelled when the token is replaced or the sign-in ends: answers that go on and on must end then.</summary>
    public CancellationToken Revoked => _revoked.Token;

    /// <inheritdoc/>
    public void Dispose() => _revoked.Dispose();

    /// <summary>Ends what was admitted with it.</summary>
    internal void Revoke() => _revoked.Cancel();
}
