using Factory.Contracts.Events;
using Factory.Domain.Events;

namespace Factory.Silo.Tests.Support;

/// <summary>The event log's contract without a disk.</summary>
internal sealed class MemoryEventLog : IEventLog
{
    private readonly List<FactoryEvent> _events = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Append(string type, RunId? run = null, string message = "something")
    {
        lock (_events)
        {
            _events.Add(new FactoryEvent(
                _events.Count + 1,
                DateTimeOffset.UnixEpoch,
                type,
                "subject-1",
                run,
                null,
                message,
                new Dictionary<string, string> { ["stage"] = "build" }));
            _news.SetResult();
            _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public Task<IReadOnlyList<FactoryEvent>> ReadAsync(long after, int limit, RunId? run, CancellationToken cancellationToken)
    {
        lock (_events)
        {
            return Task.FromResult<IReadOnlyList<FactoryEvent>>([.. _events.Where(e => e.Seq > after && (run is null || e.Run == run))
                .Take(limit)]);
        }
    }

    public Task<long> GetLastSeqAsync(CancellationToken cancellationToken)
    {
        lock (_events)
        {
            return Task.FromResult((long)_events.Count);
        }
    }

    public Task WaitAsync(long after, CancellationToken cancellationToken)
    {
        lock (_events)
        {
            return _events.Count > after ? Task.CompletedTask : _news.Task.WaitAsync(cancellationToken);
        }
    }
}
