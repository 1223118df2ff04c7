using Factory.Contracts.Errors;

namespace Factory.Deployments.Local;

/// <summary>
/// Starts a product that is not running: once for all requests that wait for it, and not again within
/// <see cref="RetryDelay"/> after a failure, so that a program that cannot start does not occupy the machine.
/// </summary>
/// <param name="start">Starts it; returns why it could not be started, or null. Does not throw.</param>
/// <param name="time">The clock.</param>
internal sealed class ProductStart(Func<Task<Problem?>> start, TimeProvider time)
{
    /// <value>10 seconds.</value>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private Task<Problem?>? _running;
    private Problem? _failure;
    private long _failedAt;

    /// <summary>Why the last start failed; null when it did not.</summary>
    public Problem? Failure
    {
        get
        {
            lock (_lock)
            {
                return _failure;
            }
        }
    }

    /// <summary>How long until a request tries again; zero when the next one does.</summary>
    public TimeSpan RetryAfter
    {
        get
        {
            lock (_lock)
            {
                var left = _failure is null ? TimeSpan.Zero : RetryDelay - time.GetElapsedTime(_failedAt);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Starts the product, joins a start in progress, or returns the failure of a moment ago.</summary>
    /// <returns>Why it does not run; null when it does.</returns>
    public Task<Problem?> RunAsync()
    {
        lock (_lock)
        {
            if (_running is { IsCompleted: false })
            {
                return _running;
            }

            // A task of its own: what the first request carries, such as its trace, must not reach the program.
            using (ExecutionContext.SuppressFlow())
            {
                return RetryAfter > TimeSpan.Zero ? Task.FromResult(_failure) : _running = Task.Run(StartAsync);
            }
        }
    }

    /// <summary>Records the outcome of a start: why it failed, or null.</summary>
    public void Record(Problem? failure)
    {
        lock (_lock)
        {
            (_failure, _failedAt) = (failure, time.GetTimestamp());
        }
    }

    private async Task<Problem?> StartAsync()
    {
        var failure = await start();
        Record(failure);
        return failure;
    }
}
