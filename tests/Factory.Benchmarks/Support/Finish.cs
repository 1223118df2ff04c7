namespace Factory.Benchmarks.Support;

/// <summary>Completes when a grain has seen everything that was sent to it.</summary>
internal sealed class Finish
{
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _expected;

    public Task Reached => _reached.Task;

    public void Expect(long events)
    {
        _expected = events;
        _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Seen(long events)
    {
        if (events == _expected)
        {
            _reached.TrySetResult();
        }
    }
}
