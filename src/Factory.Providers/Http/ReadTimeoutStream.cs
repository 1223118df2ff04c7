namespace Factory.Providers.Http;

/// <summary>A reply's body; each read of it has a limit of time.</summary>
/// <param name="inner">The body.</param>
/// <param name="limit">How long a read may take.</param>
/// <param name="time">Keeps the time.</param>
/// <param name="caller">Cancelled when the caller gives up: client libraries do not hand it to every read.</param>
internal sealed class ReadTimeoutStream(Stream inner, TimeSpan limit, TimeProvider time, CancellationToken caller = default) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(caller, cancellationToken);
        return await OperationTimeout.RunAsync(limit, time, ct => inner.ReadAsync(buffer, ct), either.Token);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
