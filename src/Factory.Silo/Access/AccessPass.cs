namespace Factory.Silo.Access;

/// <summary>What a request is admitted with. Lies among the features of its <c>HttpContext</c>.</summary>
public sealed class AccessPass(AccessToken token) : IDisposable
{
    private readonly CancellationTokenSource _retired = new();

    /// <summary>The token.</summary>
    public AccessToken Token => token;

    /// <summary>Cancelled when the token is replaced: answers that go on and on must end then.</summary>
    public CancellationToken Retired => _retired.Token;

    /// <inheritdoc/>
    public void Dispose() => _retired.Dispose();

    /// <summary>Ends what was admitted with it.</summary>
    internal void Retire() => _retired.Cancel();
}
