using Factory.Contracts.Errors;
using Factory.Domain.Health;

namespace Factory.TestKit.Builders;

/// <summary>A store that is well, until a test says otherwise.</summary>
public sealed class WellStorage : IStorageHealth
{
    private TaskCompletionSource _well = Done();

    /// <inheritdoc/>
    public Problem? Problem { get; private set; }

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellationToken) => _well.Task.WaitAsync(cancellationToken);

    /// <summary>From now on nothing can be written.</summary>
    public void Break(Problem problem) => (Problem, _well) = (problem, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>All is well again.</summary>
    public void Mend()
    {
        Problem = null;
        _well.TrySetResult();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
