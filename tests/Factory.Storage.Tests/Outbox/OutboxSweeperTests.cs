using Factory.Domain.Outbox;
using Factory.Storage.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Storage.Tests.Outbox;

public sealed class OutboxSweeperTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Tally.Epoch);
    private readonly RecordingPublisher _publisher = new();
    private readonly LogWaiter _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_commit_publishes_its_wake_ups_and_their_rows_go()
    {
        await using var store = TestStore.Open(_folder, time: _time);
        await using var sweeper = await StartAsync(store);
        await store.IncrementAsync("tally-1");
        (await _publisher.NextAsync()).ShouldBe(new OutboxMessage("tally", "kev-main", "tally-1"));
        await sweeper.StopAsync(default).Within("the stop");
        (await store.CountAsync("outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task Published_rows_are_deleted_in_few_commits()
    {
        await using var store = TestStore.Open(_folder, time: _time);
        await using var sweeper = await StartAsync(store);
        for (var i = 0; i < 50; i++)
        {
            await store.IncrementAsync("tally-1");
            await _publisher.NextAsync();
        }

        var before = store.Database.Writer.Commits;
        await sweeper.StopAsync(default).Within("the stop");
        (await store.CountAsync("outbox")).ShouldBe(0);
        (store.Database.Writer.Commits - before).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_dead_process_left_is_published_at_the_start_whatever_its_age()
    {
        await using (var dead = TestStore.Open(_folder, time: _time))
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => dead.IncrementAsync($"tally-{i}")));
        }

        await using var store = TestStore.Open(_folder, time: _time);
        await using var sweeper = await StartAsync(store);
        for (var i = 0; i < 20; i++)
        {
            await _publisher.NextAsync();
        }

        await sweeper.StopAsync(default).Within("the stop");
        _publisher.Published.Select(w => w.Subject).Order().ShouldBe(Enumerable.Range(0, 20).Select(i => $"tally-{i}").Order());
        (await store.CountAsync("outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task A_wake_up_that_could_not_be_published_comes_again_with_the_next_sweep()
    {
        await using var store = TestStore.Open(_folder, time: _time);
        await using var sweeper = await StartAsync(store);
        _publisher.Failing = true;
        await store.IncrementAsync("tally-1");
        await _publisher.NextAsync();
        (await _log.NextAsync()).ShouldContain("kev-main");
        (await store.CountAsync("outbox")).ShouldBe(1);

        _publisher.Failing = false;
        _time.Advance(OutboxSweeper.Interval);
        await _publisher.NextAsync();
        _publisher.Published.Single().Subject.ShouldBe("tally-1");
        await sweeper.StopAsync(default).Within("the stop");
        (await store.CountAsync("outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task A_sweep_leaves_young_wake_ups_to_their_commit()
    {
        await using var store = TestStore.Open(_folder, time: _time);
        await using var sweeper = await StartAsync(store);
        await store.IncrementAsync("tally-0");
        await _publisher.NextAsync();
        store.Database.MessagesCommitted = null;
        await store.IncrementAsync("tally-old");
        _time.Advance(OutboxSweeper.Interval - TimeSpan.FromSeconds(2));
        await store.IncrementAsync("tally-young");

        _time.Advance(TimeSpan.FromSeconds(2));
        (await _publisher.NextAsync()).Subject.ShouldBe("tally-old");
        _time.Advance(OutboxSweeper.Interval);
        (await _publisher.NextAsync()).Subject.ShouldBe("tally-young");
    }

    [Fact]
    public async Task A_wake_up_from_before_the_clock_was_set_back_is_swept_all_the_same()
    {
        var ahead = new FakeTimeProvider(Tally.Epoch);
        ahead.Advance(TimeSpan.FromHours(1));
        await using (var before = TestStore.Open(_folder, time: ahead))
        {
            await before.IncrementAsync("tally-1");
        }

        await using var store = TestStore.Open(_folder, time: _time);
        await using var sweeper = await StartAsync(store);
        (await _publisher.NextAsync()).Subject.ShouldBe("tally-1");
    }

    [Fact]
    public async Task A_failed_commit_wakes_nobody()
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
        await Should.ThrowAsync<IOException>(store.IncrementAsync("tally-1"));
        failing = false;
        await store.IncrementAsync("tally-2");
        await _publisher.NextAsync();
        await sweeper.StopAsync(default).Within("the stop");
        _publisher.Published.Single().Subject.ShouldBe("tally-2");
    }

    private async Task<OutboxSweeper> StartAsync(TestStore store)
    {
        var sweeper = new OutboxSweeper(store.Database, _publisher, _log);
        await sweeper.StartAsync(default);
        return sweeper;
    }
}
