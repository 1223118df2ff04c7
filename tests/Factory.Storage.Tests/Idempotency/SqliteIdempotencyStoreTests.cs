using Factory.Domain.Idempotency;
using Factory.Storage.Idempotency;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Storage.Tests.Idempotency;

public sealed class SqliteIdempotencyStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Counter.Epoch);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ClaimAsync_CompletedKey_ReplaysAlsoAfterReopening()
    {
        await using (var store = TestStore.Open(_folder, time: _time))
        {
            var keys = new SqliteIdempotencyStore(store.Database);
            (await BeginAsync(keys)).ShouldBe(new IdempotencyClaim.New());
            (await BeginAsync(keys)).ShouldBe(new IdempotencyClaim.InProgress());
            await keys.CompleteAsync("runs", "key-1", 201, "{}", default);
            (await BeginAsync(keys)).ShouldBe(new IdempotencyClaim.Replay(201, "{}"));
        }

        await using var reopened = TestStore.Open(_folder, time: _time);
        var again = new SqliteIdempotencyStore(reopened.Database);
        (await BeginAsync(again)).ShouldBe(new IdempotencyClaim.Replay(201, "{}"));
        (await BeginAsync(again, hash: "other")).ShouldBe(new IdempotencyClaim.Conflict());
        (await BeginAsync(again, scope: "tasks")).ShouldBe(new IdempotencyClaim.New());
    }

    [Fact]
    public async Task ClaimAsync_ConcurrentCallers_OneIsNew()
    {
        await using var store = TestStore.Open(_folder, time: _time);
        var keys = new SqliteIdempotencyStore(store.Database);
        var claims = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => BeginAsync(keys))));
        claims.Count(c => c is IdempotencyClaim.New).ShouldBe(1);
        claims.Count(c => c is IdempotencyClaim.InProgress).ShouldBe(31);
    }

    [Fact]
    public async Task ReleaseAsync_ClaimedAndCompletedKey_ReleasesTheClaimedOne()
    {
        await using var store = TestStore.Open(_folder, time: _time);
        var keys = new SqliteIdempotencyStore(store.Database);
        await BeginAsync(keys);
        await keys.ReleaseAsync("runs", "key-1", default);
        (await BeginAsync(keys, hash: "other")).ShouldBe(new IdempotencyClaim.New());
        await keys.CompleteAsync("runs", "key-1", 200, "", default);
        await keys.ReleaseAsync("runs", "key-1", default);
        (await BeginAsync(keys, hash: "other")).ShouldBe(new IdempotencyClaim.Replay(200, ""));
        await Should.ThrowAsync<InvalidOperationException>(keys.CompleteAsync("runs", "key-1", 500, "", default));
    }

    [Fact]
    public async Task ClaimAsync_AfterACrash_IsNew()
    {
        await using (var dead = TestStore.Open(_folder, time: _time))
        {
            await BeginAsync(new SqliteIdempotencyStore(dead.Database));
        }

        await using var store = TestStore.Open(_folder, time: _time);
        (await BeginAsync(new SqliteIdempotencyStore(store.Database))).ShouldBe(new IdempotencyClaim.New());
    }

    [Fact]
    public async Task ClaimAsync_AfterADay_IsNew()
    {
        await using var store = TestStore.Open(_folder, time: _time);
        var keys = new SqliteIdempotencyStore(store.Database);
        await BeginAsync(keys);
        await keys.CompleteAsync("runs", "key-1", 200, "", default);
        _time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        (await BeginAsync(keys)).ShouldBeOfType<IdempotencyClaim.Replay>();
        _time.Advance(TimeSpan.FromSeconds(1));
        (await BeginAsync(keys)).ShouldBe(new IdempotencyClaim.New());
    }

    private static Task<IdempotencyClaim> BeginAsync(SqliteIdempotencyStore keys, string scope = "runs", string hash = "hash") =>
        keys.ClaimAsync(scope, "key-1", hash, default);
}
