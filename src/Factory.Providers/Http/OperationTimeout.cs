using Factory.Providers.Errors;

namespace Factory.Providers.Http;

/// <summary>Runs an operation with a time limit.</summary>
internal static class OperationTimeout
{
    /// <summary>Runs it; cancels it when the limit passes.</summary>
    /// <exception cref="ProviderTimeoutException">The limit passed first.</exception>
    public static async ValueTask<T> RunAsync<T>(
        TimeSpan limit,
        TimeProvider time,
        Func<CancellationToken, ValueTask<T>> call,
        CancellationToken cancellationToken)
    {
        using var passed = new CancellationTokenSource(limit, time);
        try
        {
            T result;
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(passed.Token, cancellationToken))
            {
                result = await call(either.Token);
            }

            // It passed while the operation completed: the connection is closed, and the next read would fail with that.
            passed.Token.ThrowIfCancellationRequested();
            return result;
        }
        catch (Exception e) when (e is (OperationCanceledException or ObjectDisposedException or IOException)
            && passed.IsCancellationRequested
            && !cancellationToken.IsCancellationRequested)
        {
            // Cancelling a read closes its connection, and the read may fail with that instead of the cancellation.
            throw new ProviderTimeoutException(limit);
        }
    }
}
