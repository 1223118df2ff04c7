using System.Collections.Concurrent;

namespace Factory.TestKit.Grains;

/// <summary>Named events between grains and tests, so that tests wait for what happens and not for time.</summary>
public sealed class Signals
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<object?>> _signals = new();
    private readonly ConcurrentQueue<string> _log = new();

    public IReadOnlyList<string> Log => [.. _log];

    public void Set(string name, object? value = null) => Of(name).TrySetResult(value);

    public void AppendLog(string entry) => _log.Enqueue(entry);

    /// <summary>For grains: waits without a limit.</summary>
    public Task WaitUnbounded(string name) => Of(name).Task;

    /// <summary>Waits for a signal; a missing one fails the test with its name.</summary>
    public async Task<object?> Wait(string name)
    {
        try
        {
            return await Of(name).Task.WaitAsync(WaitTimeout);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Signal '{name}' did not come. Log: {string.Join(", ", _log)}");
        }
    }

    public bool IsSet(string name) => Of(name).Task.IsCompleted;

    private TaskCompletionSource<object?> Of(string name) => _signals.GetOrAdd(name, static _ => new());
}
