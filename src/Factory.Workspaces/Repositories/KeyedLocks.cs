using System.Collections.Concurrent;

namespace Factory.Workspaces.Repositories;

/// <summary>
/// Provides one asynchronous lock per key. Keys are full paths: the folder of a build or working copy, or a repository
/// whose branch is moved.
/// </summary>
internal sealed class KeyedLocks
{
    // Semaphores are never removed: removing one that another caller is about to wait on would give the key two locks.
    // One takes about 100 bytes.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

    /// <summary>Waits for the lock of a key. Dispose the result to release it.</summary>
    public async Task<IDisposable> AcquireAsync(string key, CancellationToken cancellationToken)
    {
        var semaphore = _locks.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
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
