using Factory.Contracts.Errors;
using Factory.Storage.Health;
using Factory.Storage.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Storage.Tests.Health;

public sealed class StalledStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(4.9, false)]
    [InlineData(5, true)]
    [InlineData(600, true)]
    public async Task Problem_CommitWaitsForTheDisk_IsReportedAfterFiveSeconds(double seconds, bool isStalled)
    {
        using var hold = new WriterHold();
        await using var store = TestStore.Open(_folder, o => o.FaultInjector = hold.Probe, _time);
        hold.Close();
        var write = store.IncrementAsync("a");
        await hold.Reached;

        _time.Advance(TimeSpan.FromSeconds(seconds));

        var problem = store.Database.Health.Problem;
        hold.Open();
        await write;
        (problem?.Code).ShouldBe(isStalled ? ErrorCodes.DataUnusable : null);
        (problem?.Message.Contains($"for {seconds:0} s", StringComparison.Ordinal) ?? false).ShouldBe(isStalled);
        store.Database.Health.Problem.ShouldBeNull("the commit has ended");
    }

    [Fact]
    public async Task Log_StalledCommit_HasOneLineAndOneForItsEnd()
    {
        var log = new LogWaiter();
        using var hold = new WriterHold();
        await using var database = FactoryDatabase.Open(
            new StorageOptions { DatabasePath = _folder.Database, FaultInjector = hold.Probe },
            _time,
            log);
        hold.Close();
        var write = database.Writer.WriteAsync(c => c.Db.Execute("SELECT 1"), CancellationToken.None);
        await hold.Reached;

        for (var i = 0; i < 4; i++)
        {
            _time.Advance(StorageHealth.StallTime);
        }

        hold.Open();
        await write;
        (await log.NextAsync()).ShouldContain("has been waiting for the disk for 5 s");
        (await log.NextAsync()).ShouldContain("answers again; a write waited for 20 s");
    }
}
