namespace Factory.Providers.Http;

/// <summary>A response's body; each read of it has a time limit.</summary>
/// <param name="inner">The body.</param>
/// <param name="limit">How long a read may take.</param>
/// <param name="time">The clock.</param>
/// <param name="caller">Cancelled when the caller gives up: client libraries do not pass it to every read.</param>
internal sealed class ReadTimeoutStream(
    Stream inner,
    TimeSpan limit,
    TimeProvider time,
    CancellationToken caller = default) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(caller, cancellationToken);
        return await OperationTimeout.RunAsync(limit, time, ct => inner.ReadAsync(buffer, ct), either.Token);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
