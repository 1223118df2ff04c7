using Factory.Domain.Outbox;
using Factory.Storage.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Storage.Tests.Outbox;

public sealed class OutboxSweeperTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Counter.Epoch);
    private readonly RecordingPublisher _publisher = new();
    private readonly LogWaiter _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commit_WithMessages_PublishesAndDeletesThem()
    {
        await using var store = TestStore.Open(_folder, time: _time);
        await using var sweeper = await StartAsync(store);
        await store.IncrementAsync("counter-1");
        (await _publisher.NextAsync()).ShouldBe(new OutboxMessage("counter", "kev-main", "counter-1"));
        await sweeper.StopAsync(default).Within("the stop");
        (await store.CountAsync("outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task Delete_ManyPublishedRows_UsesFewCommits()
    {
        await using var store = TestStore.Open(_folder, time: _time);
        await using var sweeper = await StartAsync(store);
        for (var i = 0; i < 50; i++)
        {
            await store.IncrementAsync("counter-1");
            await _publisher.NextAsync();
        }

        var before = store.Database.Writer.Commits;
        await sweeper.StopAsync(default).Within("the stop");
        (await store.CountAsync("outbox")).ShouldBe(0);
        (store.Database.Writer.Commits - before).ShouldBe(1);
    }

    [Fact]
    public async Task StartAsync_MessagesOfADeadProcess_PublishesThemAtAnyAge()
    {
        await using (var dead = TestStore.Open(_folder, time: _time))
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => dead.IncrementAsync($"counter-{i}")));
        }

        await using var store = TestStore.Open(_folder, time: _time);
        await using var sweeper = await StartAsync(store);
        for (var i = 0; i < 20; i++)
        {
            await _publisher.NextAsync();
        }

        await sweeper.StopAsync(default).Within("the stop");
        _publisher.Published.Select(w => w.Subject).Order().ShouldBe(Enumerable.Range(0, 20).Select(i => $"counter-{i}").Order());
        (await store.CountAsync("outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task Sweep_AfterAFailedPublication_PublishesAgain()
    {
        await using var store = TestStore.Open(_folder, time: _time);
        await using var sweeper = await StartAsync(store);
        _publisher.Failing = true;
        await store.IncrementAsync("counter-1");
        await _publisher.NextAsync();
        (await _log.NextAsync()).ShouldContain("kev-main");
        (await store.CountAsync("outbox")).ShouldBe(1);

        _publisher.Failing = false;
        _time.Advance(OutboxSweeper.Interval);
        await _publisher.NextAsync();
        _publisher.Published.Single().Subject.ShouldBe("counter-1");
        await sweeper.StopAsync(default).Within("the stop");
        (await store.CountAsync("outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task Sweep_YoungMessages_LeavesThemToTheirCommit()
    {
        await using var store = TestStore.Open(_folder, time: _time);
        await using var sweeper = await StartAsync(store);
        await store.IncrementAsync("counter-0");
        await _publisher.NextAsync();
        store.Database.MessagesCommitted = null;
        await store.IncrementAsync("counter-old");
        _time.Advance(OutboxSweeper.Interval - TimeSpan.FromSeconds(2));
        await store.IncrementAsync("counter-young");

        _time.Advance(TimeSpan.FromSeconds(2));
        (await _publisher.NextAsync()).Subject.ShouldBe("counter-old");
        _time.Advance(OutboxSweeper.Interval);
        (await _publisher.NextAsync()).Subject.ShouldBe("counter-young");
    }

    [Fact]
    public async Task Sweep_ClockSetBack_PublishesMessagesFromTheFuture()
    {
        var ahead = new FakeTimeProvider(Counter.Epoch);
        ahead.Advance(TimeSpan.FromHours(1));
        await using (var before = TestStore.Open(_folder, time: ahead))
        {
            await before.IncrementAsync("counter-1");
        }

        await using var store = TestStore.Open(_folder, time: _time);
        await using var sweeper = await StartAsync(store);
        (await _publisher.NextAsync()).Subject.ShouldBe("counter-1");
    }

    [Fact]
    public async Task Commit_Failed_PublishesNothing()
    {
        var failing = true;
        await using var store = TestStore.Open(
            _folder,
            o => o.FaultInjector = p =>
            {
                if (failing && p == Storage.Writing.FaultPoint.MessagesWritten)
                {
                    throw new IOException("injected");
                }
            },
            _time);
        await using var sweeper = await StartAsync(store);
        await Should.ThrowAsync<IOException>(store.IncrementAsync("counter-1"));
        failing = false;
        await store.IncrementAsync("counter-2");
        await _publisher.NextAsync();
        await sweeper.StopAsync(default).Within("the stop");
        _publisher.Published.Single().Subject.ShouldBe("counter-2");
    }

    private async Task<OutboxSweeper> StartAsync(TestStore store)
    {
        var sweeper = new OutboxSweeper(store.Database, _publisher, _log);
        await sweeper.StartAsync(default);
        return sweeper;
    }
}
