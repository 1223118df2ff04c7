using Factory.Contracts.Errors;
using Factory.Storage.Sqlite;
using Factory.Storage.Tests.Support;

namespace Factory.Storage.Tests.Sqlite;

public sealed class ReadPoolTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAsync_AllConnectionsBusy_WaitsAndCanBeCancelled()
    {
        await using var pool = Open(1);
        using var cancellation = new CancellationTokenSource();
        using var go = new ManualResetEventSlim();
        var (first, started) = Hold(pool, go);
        await started.Within("the read that holds the connection");
        var cancelled = ReadAsync(pool, cancellation.Token);
        var second = ReadAsync(pool);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
        second.IsCompleted.ShouldBeFalse();
        go.Set();

        (await first.Within("the read that holds the connection")).ShouldBeTrue();
        (await second.Within("the read behind it")).ShouldBe(1);
    }

    // The connection may have an open reader, or have lost its file; the place must not be lost with it.
    [Fact]
    public async Task ReadAsync_ReadFails_LeavesThePoolUsable()
    {
        await using var pool = Open(1);

        for (var i = 0; i < 3; i++)
        {
            await Should.ThrowAsync<InvalidDataException>(() => pool.ReadAsync<int>(_ => throw new InvalidDataException(), default));
            (await Should.ThrowAsync<FactoryException>(() => pool.ReadAsync(db => db.Execute("NONSENSE"), default)))
                .Code.ShouldBe(ErrorCodes.Internal);
        }

        (await ReadAsync(pool).Within("a read after failures")).ShouldBe(1);
    }

    [Fact]
    public async Task ReadAsync_Write_IsRefused()
    {
        await using var pool = Open(1);

        (await Should.ThrowAsync<FactoryException>(() => pool.ReadAsync(db => db.Execute("CREATE TABLE t (a)"), default)))
            .Code.ShouldBe(ErrorCodes.DataUnusable);
    }

    [Fact]
    public async Task DisposeAsync_ReadInProgress_WaitsForItAndRejectsThoseBehindIt()
    {
        var pool = Open(1);
        using var go = new ManualResetEventSlim();
        var (reading, started) = Hold(pool, go);
        await started.Within("the read in progress");
        var closing = pool.DisposeAsync().AsTask();
        var late = ReadAsync(pool);

        closing.IsCompleted.ShouldBeFalse();
        go.Set();

        (await reading.Within("the read in progress")).ShouldBeTrue();
        await closing.Within("the pool's end");
        await Should.ThrowAsync<ObjectDisposedException>(() => late.Within("the answer to a late read"));
        await pool.DisposeAsync();
    }

    private static Task<long> ReadAsync(ReadPool pool, CancellationToken cancellationToken = default) =>
        pool.ReadAsync(db => db.ExecuteScalar("SELECT 1")!.Value, cancellationToken);

    private static (Task<bool> Read, Task Started) Hold(ReadPool pool, ManualResetEventSlim go)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool Read(SqliteStatements db)
        {
            started.SetResult();
            return go.Wait(TimeSpan.FromSeconds(60));
        }

        return (Task.Run(() => pool.ReadAsync(Read, default)), started.Task);
    }

    private ReadPool Open(int size)
    {
        var file = new DatabaseFile(_folder.Database, TimeSpan.FromSeconds(5));
        file.OpenAndUpgrade().Dispose();
        return new ReadPool(file, size);
    }
}
