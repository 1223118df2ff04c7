namespace Factory.Silo.Access;

/// <summary>What a request was admitted with: the token, or a sign-in. Lies among the features of its <c>HttpContext</c>.</summary>
public sealed class AccessPass : IDisposable
{
    private readonly CancellationTokenSource _ended;

    /// <summary>Lasts until <see cref="End"/>.</summary>
    public AccessPass() => _ended = new CancellationTokenSource();

    /// <summary>Ends by itself, too.</summary>
    /// <param name="lifetime">At most 49 days.</param>
    public AccessPass(TimeSpan lifetime, TimeProvider time) => _ended = new CancellationTokenSource(lifetime, time);

    /// <summary>Cancelled when the token is replaced or the sign-in ends: answers that go on and on must end then.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();

    /// <summary>Ends what was admitted with it.</summary>
    internal void End() => _ended.Cancel();
}
