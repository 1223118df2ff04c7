namespace Factory.Domain.Idempotency;

/// <summary>
/// Stores the responses of commands, so that a repeated command gets the response of the first. Implemented by the
/// storage.
/// </summary>
/// <remarks>
/// Entries are kept for 24 hours. A claim whose process died before it was completed or released is new again after the
/// restart: derive the ids that a command creates from its scope and key, so that running it twice has the effect of
/// running it once.
/// </remarks>
public interface IIdempotencyStore
{
    /// <summary>Claims a key for one caller.</summary>
    /// <param name="scope">The namespace of the key, for example the route; at most 200 characters.</param>
    /// <param name="key">The client's key; at most 200 characters.</param>
    /// <param name="requestHash">Hash of the request's content. The same key with another hash is a conflict.</param>
    Task<IdempotencyClaim> ClaimAsync(string scope, string key, string requestHash, CancellationToken cancellationToken);

    /// <summary>Stores the response of a claimed key.</summary>
    /// <param name="scope">The namespace of the key.</param>
    /// <param name="key">The client's key.</param>
    /// <param name="status">The response's status code.</param>
    /// <param name="body">The response's body.</param>
    /// <exception cref="InvalidOperationException">The key is not claimed.</exception>
    Task CompleteAsync(string scope, string key, int status, string body, CancellationToken cancellationToken);

    /// <summary>
    /// Releases a claimed key because the command had no effect and may be tried again. A completed key is not
    /// released.
    /// </summary>
    Task ReleaseAsync(string scope, string key, CancellationToken cancellationToken);
}
