namespace Factory.Domain.Idempotency;

/// <summary>Remembers what a command was answered, so that the same command twice gives the same answer. Implemented by the storage.</summary>
/// <remarks>
/// Entries are kept for 24 hours. One whose process died before it was completed or abandoned is new again after the restart: derive the
/// ids a command makes from its scope and key, so that doing it twice does it once.
/// </remarks>
public interface IIdempotencyStore
{
    /// <summary>Claims a key for one caller.</summary>
    /// <param name="scope">What the key is unique in, for example the route; at most 200 characters.</param>
    /// <param name="key">The client's key; at most 200 characters.</param>
    /// <param name="requestHash">Hash of the request's content: the same key with another hash is a conflict.</param>
    Task<IdempotencyClaim> ClaimAsync(string scope, string key, string requestHash, CancellationToken cancellationToken);

    /// <summary>Keeps the answer of a claimed key.</summary>
    /// <param name="status">The answer's status code.</param>
    /// <param name="body">The answer's body.</param>
    /// <exception cref="InvalidOperationException">The key is not claimed.</exception>
    Task CompleteAsync(string scope, string key, int status, string body, CancellationToken cancellationToken);

    /// <summary>Gives a claimed key back, because the command had no effect and may be tried again. A key that is answered stays answered.</summary>
    Task ReleaseAsync(string scope, string key, CancellationToken cancellationToken);
}
