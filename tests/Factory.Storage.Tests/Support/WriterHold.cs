using Factory.Storage.Writing;

namespace Factory.Storage.Tests.Support;

/// <summary>Holds the writer's thread at a step, so that a test knows what is waiting behind it.</summary>
internal sealed class WriterHold : IDisposable
{
    private readonly ManualResetEventSlim _open = new(true);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _armed;

    public FaultPoint Point { get; init; } = FaultPoint.BatchStarted;

    /// <summary>Completes when the writer stands at the hold.</summary>
    public Task Reached => _reached.Task;

    public void Close()
    {
        _open.Reset();
        _armed = true;
    }

    public void Open() => _open.Set();

    public void Probe(FaultPoint point)
    {
        if (point == Point && _armed)
        {
            _armed = false;
            _reached.TrySetResult();
            _open.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue("the test never opened the hold");
        }
    }

    public void Dispose() => _open.Dispose();
}
