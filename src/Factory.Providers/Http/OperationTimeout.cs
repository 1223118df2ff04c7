using Factory.Providers.Errors;

namespace Factory.Providers.Http;

/// <summary>Waits for something, but not forever.</summary>
internal static class OperationTimeout
{
    /// <summary>Runs a call with a limit of time.</summary>
    /// <exception cref="ProviderTimeoutException">The limit passed first.</exception>
    public static async ValueTask<T> RunAsync<T>(TimeSpan limit, TimeProvider time, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using var passed = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(passed.Token, cancellationToken);
        try
        {
            return await call(either.Token);
        }
        catch (Exception e) when (e is (OperationCanceledException or ObjectDisposedException or IOException) && passed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Cancelling a read tears its connection down, and the read may see that first.
            throw new ProviderTimeoutException(limit);
        }
    }
}
