namespace Factory.Silo.Hosting;

/// <summary>A silo in this process. Disposing stops it gracefully.</summary>
public interface IHostedSilo : IAsyncDisposable
{
    /// <summary>Where the API answers, without a trailing slash.</summary>
    string Url { get; }

    /// <summary>The access token that is valid now; it changes when the operator rotates it.</summary>
    string Token { get; }

    /// <summary>
    /// The port that the data folder remembers, when another program has taken it and the API answers at another one;
    /// else null.
    /// </summary>
    int? TakenPort => null;

    /// <summary>Completes when the silo stops because of a signal or because its host stops.</summary>
    Task WaitForShutdownAsync(CancellationToken cancellationToken);
}
