using Factory.Contracts.Errors;
using Factory.Domain.Health;

namespace Factory.TestKit.Builders;

/// <summary>A healthy store, until a test makes it fail.</summary>
public sealed class FakeStorageHealth : IStorageHealth
{
    private TaskCompletionSource _healthy = Done();

    /// <inheritdoc/>
    public Problem? Problem { get; private set; }

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellationToken) => _healthy.Task.WaitAsync(cancellationToken);

    /// <summary>From now on nothing can be written.</summary>
    public void Fail(Problem problem) =>
        (Problem, _healthy) = (problem, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>All is well again.</summary>
    public void Recover()
    {
        Problem = null;
        _healthy.TrySetResult();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
