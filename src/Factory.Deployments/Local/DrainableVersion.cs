using Microsoft.AspNetCore.Http;

namespace Factory.Deployments.Local;

/// <summary>Counts the requests of a version, so that it ends after the last one, and knows when it is idle.</summary>
internal sealed class DrainableVersion(IRunningVersion version, RequestDelegate pipeline, TimeProvider time)
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;
    private long _lastUse = time.GetTimestamp();
    private bool _draining;

    /// <summary>The end of what the version printed.</summary>
    public string OutputTail => version.OutputTail;

    /// <summary>Why it does not answer now; null while it should.</summary>
    public string? Failure => version.Failure;

    /// <summary>True when it is a program that has had no request for that long and has none now.</summary>
    public bool IsIdle(TimeSpan idle)
    {
        lock (_lock)
        {
            return HasBeenIdleFor(idle);
        }
    }

    /// <summary>Accepts no more requests if it is idle; returns whether it was.</summary>
    public bool TryRetire(TimeSpan idle)
    {
        lock (_lock)
        {
            return !_draining && HasBeenIdleFor(idle) && (_draining = true);
        }
    }

    /// <summary>Handles a request; returns false when the version is retired already.</summary>
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
                _lastUse = time.GetTimestamp();
                CompleteWhenIdle();
            }
        }
    }

    /// <summary>Accepts no more requests, gives those in progress a limited time, and ends the version.</summary>
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
            // Event streams never end by themselves, so they are cut off; the client reconnects and reaches the next
            // version.
        }

        await version.DisposeAsync();
    }

    private bool HasBeenIdleFor(TimeSpan idle) => version.IsProgram && _requests == 0 && time.GetElapsedTime(_lastUse) >= idle;

    private void CompleteWhenIdle()
    {
        if (_draining && _requests == 0)
        {
            _idle.TrySetResult();
        }
    }
}
