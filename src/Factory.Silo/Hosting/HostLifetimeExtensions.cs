namespace Factory.Silo.Hosting;

/// <summary>Extensions of <see cref="IHostApplicationLifetime"/>.</summary>
internal static class HostLifetimeExtensions
{
    /// <summary>Completes when the silo answers: for background work that must not delay the start.</summary>
    public static async Task WaitForStartAsync(this IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }
}
