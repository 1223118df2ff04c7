using System.Collections.Concurrent;

namespace Factory.Workspaces.Repositories;

/// <summary>One lock for each repository, so that two deliveries never move the same branch at once.</summary>
internal sealed class KeyedLocks
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

    /// <summary>Waits for a repository; dispose the result to released.</summary>
    public async Task<IDisposable> AcquireAsync(string repository, CancellationToken cancellationToken)
    {
        var semaphore = _locks.GetOrAdd(repository, static _ => new SemaphoreSlim(1, 1));
        await semaphore.WaitAsync(cancellationToken);
        return new Releaser(semaphore);
    }

    private sealed class Releaser(SemaphoreSlim semaphore) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                semaphore.Release();
            }
        }
    }
}
