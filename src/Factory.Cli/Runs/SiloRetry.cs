using Factory.Client;

namespace Factory.Cli.Runs;

/// <summary>
/// Repeats requests while the silo cannot be reached, because it restarts or its disk is slow. The event stream
/// reconnects by itself for half a minute; a request that follows an event must not give up sooner.
/// </summary>
internal static class SiloRetry
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(3);

    /// <summary>Sends a request that can be repeated without harm.</summary>
    /// <exception cref="FactoryException">The last error, when the silo did not answer in time; others at once.</exception>
    public static async Task<T> SendAsync<T>(Func<Task<T>> send, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            try
            {
                return await send();
            }
            catch (FactoryException e) when (e.Retryable && time.GetElapsedTime(start) < Limit)
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }
}
