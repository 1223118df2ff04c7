using Orleans.Storage;

namespace Factory.Storage.Tests.Writing;

public sealed class GroupCommitWriterRaceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Whatever the interleaving: what was acknowledged is there, what was refused is not.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task WriteStateAsync_SixtyFourRacingWriters_CountsEveryAcknowledgedIncrement(int seed)
    {
        const int Writers = 64;
        var keys = Enumerable.Range(0, 1 << seed).Select(i => $"counter-{i}").ToArray();
        var acknowledged = keys.ToDictionary(k => k, _ => 0);
        var refused = 0;
        await using (var store = TestStore.Open(_folder))
        {
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
            {
                var random = new Random((seed * 1_000) + writer);
                for (var i = 0; i < 15; i++)
                {
                    var key = keys[random.Next(keys.Length)];
                    try
                    {
                        await store.IncrementAsync(key);
                        lock (acknowledged)
                        {
                            acknowledged[key]++;
                        }
                    }
                    catch (InconsistentStateException)
                    {
                        Interlocked.Increment(ref refused);
                    }
                }
            })));
        }

        refused.ShouldBeGreaterThan(0);
        await using var reopened = TestStore.Open(_folder);
        foreach (var key in keys)
        {
            var state = await reopened.ReadAsync(key);
            (state.State!.Value?.Count ?? 0).ShouldBe(acknowledged[key]);
            (state.ETag ?? "0").ShouldBe($"{acknowledged[key]}");
        }

        var events = await reopened.Log.ReadAsync(0, 10_000, null, default);
        events.GroupBy(e => e.Subject)
            .ToDictionary(g => g.Key, g => g.Count())
            .ShouldBe(acknowledged.Where(a => a.Value > 0).ToDictionary(), ignoreOrder: true);
        (await reopened.CountAsync("outbox")).ShouldBe(acknowledged.Values.Sum());
        (await reopened.Maintenance.VerifyIndexAsync()).ShouldBeEmpty();
    }
}
