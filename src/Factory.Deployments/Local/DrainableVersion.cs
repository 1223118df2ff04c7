using Microsoft.AspNetCore.Http;

namespace Factory.Deployments.Local;

/// <summary>Counts a version's requests, so that it ends after its last one.</summary>
internal sealed class DrainableVersion(IRunningVersion version, RequestDelegate pipeline, TimeProvider time)
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;
    private bool _draining;

    /// <summary>Answers; false when it is retired already.</summary>
    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        lock (_lock)
        {
            if (_draining)
            {
                return false;
            }

            _requests++;
        }

        try
        {
            await pipeline(context);
            return true;
        }
        finally
        {
            lock (_lock)
            {
                _requests--;
                CompleteWhenIdle();
            }
        }
    }

    /// <summary>Takes no more requests, lets those under way end for a while, and ends the version.</summary>
    public async Task DrainAsync()
    {
        lock (_lock)
        {
            _draining = true;
            CompleteWhenIdle();
        }

        try
        {
            await _idle.Task.WaitAsync(DrainTimeout, time);
        }
        catch (TimeoutException)
        {
            // An event stream never ends by itself: its client connects again, to the next version.
        }

        await version.DisposeAsync();
    }

    private void CompleteWhenIdle()
    {
        if (_draining && _requests == 0)
        {
            _idle.TrySetResult();
        }
    }
}
