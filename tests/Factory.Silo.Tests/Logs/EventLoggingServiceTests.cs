using Factory.Contracts.Events;
using Factory.Domain.Events;
using Factory.Silo.Logs;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Time;

namespace Factory.Silo.Tests.Logs;

public sealed class EventLoggingServiceTests
{
    private readonly RecordingLog<EventLoggingService> _log = new();
    private readonly ImmediateTimeProvider _time = new(Timeout.InfiniteTimeSpan);

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    [InlineData(3, 3, 3)]
    public async Task Execute_StoreFailsForAMoment_GoesOn(int positions, int reads, int waits)
    {
        var events = new MemoryEventLog();
        events.Append(EventTypes.RunStarted, message: "before the start");
        var failing = new FailingEventLog(events) { Positions = positions, Reads = reads, Waits = waits };
        using var service = new EventLoggingService(failing, new StartedLifetime(), _time, _log);

        await service.StartAsync(default);
        for (var i = 0; i < positions; i++)
        {
            (await _log.NextAsync()).ShouldStartWith("Error Events could not be read");
        }

        await failing.FirstRead.WaitAsync(TimeSpan.FromSeconds(60));
        events.Append(EventTypes.BudgetExceeded, message: "afterwards");

        var line = await _log.NextAsync();
        while (line.StartsWith("Error", StringComparison.Ordinal))
        {
            line = await _log.NextAsync();
        }

        line.ShouldBe("Warning budget-exceeded subject-1: afterwards");
        await service.StopAsync(default);
    }

    /// <summary>An event log whose first calls of each kind fail.</summary>
    private sealed class FailingEventLog(MemoryEventLog inner) : IEventLog
    {
        private readonly TaskCompletionSource _firstRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Positions { get; set; }

        public int Reads { get; set; }

        public int Waits { get; set; }

        /// <summary>The start position is known.</summary>
        public Task FirstRead => _firstRead.Task;

        public Task<long> GetLastSeqAsync(CancellationToken cancellationToken) =>
            Positions-- > 0 ? throw new IOException("no disk") : inner.GetLastSeqAsync(cancellationToken);

        public Task<IReadOnlyList<FactoryEvent>> ReadAsync(long after, int limit, RunId? run, CancellationToken cancellationToken)
        {
            _firstRead.TrySetResult();
            return Reads-- > 0 ? throw new IOException("no disk") : inner.ReadAsync(after, limit, run, cancellationToken);
        }

        // An exception that a driver makes of its own timeout: not that of the stopping host.
        public Task WaitAsync(long after, CancellationToken cancellationToken) =>
            Waits-- > 0 ? throw new TaskCanceledException("timeout of the store") : inner.WaitAsync(after, cancellationToken);
    }
}
