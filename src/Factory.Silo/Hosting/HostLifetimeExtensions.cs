namespace Factory.Silo.Hosting;

/// <summary>Waiting for the host.</summary>
internal static class HostLifetimeExtensions
{
    /// <summary>Completes when the silo answers: for work that must not hold up the start.</summary>
    public static async Task WaitForStartAsync(this IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }
}
