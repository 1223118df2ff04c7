using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.Domain.Indexing;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Approvals;
using Factory.Grains.Abstractions.Attempts;
using Factory.Grains.Abstractions.Kev;
using Factory.Grains.Abstractions.Runs;
using Factory.Grains.Abstractions.Tasks;
using Factory.Silo.Recovery;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Builders;
using Factory.TestKit.Time;
using NSubstitute;

namespace Factory.Silo.Tests.Recovery;

public sealed class RecoveryServiceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ObservableTimeProvider _time = new(Given.Now);
    private readonly MemoryIndex _index = new();
    private readonly FakeStorageHealth _health = new();
    private readonly RecordingLog<RecoveryService> _log = new();
    private readonly ConcurrentQueue<string> _advanced = new();
    private readonly IOrphanedProcesses _orphans = Substitute.For<IOrphanedProcesses>();
    private readonly SemaphoreSlim _routed = new(0);

    [Fact]
    public async Task Sweep_MoreRowsThanAPage_ReconcilesAllOfThem()
    {
        for (var i = 0; i < 2_500; i++)
        {
            Unfinished("run", $"run-{i}", i);
        }

        using var service = Create(new EmptyStates());
        await service.StartAsync(default);
        await NextRoundAsync();
        _time.Advance(RecoveryService.Interval);
        await NextRoundAsync();

        await _orphans.Received(1).EndAsync();
        _advanced.Distinct().Count().ShouldBe(2_500);
        _advanced.ShouldContain("run-0", "the oldest one waits the longest");
        await service.StopAsync(default);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Scan_Fails_IsRepeatedUntilItSucceeds(Exception failure)
    {
        var states = new EmptyStates { Failure = failure };
        using var service = Create(states);

        await service.StartAsync(default);
        (await _log.NextAsync()).ShouldStartWith("Error Unfinished work could not be searched for");
        states.Failure = null;
        _time.Advance(RecoveryService.Interval);
        await NextRoundAsync();

        states.Scans.ShouldBeGreaterThan(1, "a sweep is no replacement for the scan");
        await service.StopAsync(default);
    }

    public static TheoryData<Exception> Failures => [
        new FactoryException(ErrorCodes.DataUnusable, "damaged", "restore"),
        new IOException("no disk"),
        new InvalidOperationException("a state of another version"),
        new TaskCanceledException("timeout of the store"),
    ];

    [Fact]
    public async Task Sweep_OneGrainFails_ReconcilesTheOthers()
    {
        Unfinished("run", "run-good", 1);
        Unfinished("run", "run-bad", 2);
        Unfinished("task", "task-good", 3);
        using var service = Create(new EmptyStates());
        await service.StartAsync(default);
        await NextRoundAsync();

        _time.Advance(RecoveryService.Interval);
        await NextRoundAsync();

        _advanced.ShouldBe(["run-good", "task-good"]);
        await service.StopAsync(default);
    }

    [Fact]
    public async Task Execute_DiskIsFull_WaitsUntilThereIsSpace()
    {
        _health.Fail(new Problem(ErrorCodes.DiskFull, "full"));
        var states = new EmptyStates();
        using var service = Create(states);

        await service.StartAsync(default);
        states.Scans.ShouldBe(0);
        _health.Recover();
        await NextRoundAsync();

        states.Scans.ShouldBeGreaterThan(0);
        await service.StopAsync(default);
    }

    private async Task NextRoundAsync() => (await _routed.WaitAsync(Patience)).ShouldBeTrue("no round ended");

    private void Unfinished(string kind, string key, int age) =>
        _index.Rows.Add(new IndexRow(kind, key, null, "running", Given.Now.AddSeconds(age), "{}"));

    private RecoveryService Create(IStateScanner states)
    {
        var grains = new FakeGrains()
            .Add(key => Grain<IRunGrain>(key, g => g.Advance()))
            .Add(key => Grain<ITaskGrain>(key, g => g.Advance()))
            .Add(key => Grain<IApprovalGrain>(key, g => g.Advance()))
            .Add(key => Grain<IAttemptGrain>(key, g => g.CheckAlive()))
            .Add(_ => Kev());
        return new RecoveryService(states, _index, _health, grains, _orphans, _time, _log);
    }

    private T Grain<T>(string key, Func<T, Task> reconcile)
        where T : class
    {
        var grain = Substitute.For<T>();
        reconcile(grain).Returns(_ => key.EndsWith("bad", StringComparison.Ordinal)
            ? Task.FromException(new InvalidOperationException("broken"))
            : Record(key));
        return grain;
    }

    private Task Record(string key)
    {
        _advanced.Enqueue(key);
        return Task.CompletedTask;
    }

    private IKevGrain Kev()
    {
        var kev = Substitute.For<IKevGrain>();
        kev.RouteReadyTasks().Returns(_ =>
        {
            _routed.Release();
            return Task.CompletedTask;
        });
        return kev;
    }

    /// <summary>A data folder without states.</summary>
    private sealed class EmptyStates : IStateScanner
    {
        public Exception? Failure { get; set; }

        public int Scans { get; private set; }

        public async IAsyncEnumerable<ScannedState<T>> ScanAsync<T>(
            string stateName,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Scans++;
            await Task.Yield();
            if (Failure is not null)
            {
                throw Failure;
            }

            yield break;
        }
    }
}
