using Factory.Contracts.Errors;

namespace Factory.Storage.Tests.Sqlite;

public sealed class DatabaseFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_MissingFile_CreatesItForItsOwnerOnly()
    {
        var path = Path.Combine(_folder.Path, "a", "b", "factory.db");
        await using var store = TestStore.Open(path);
        await store.IncrementAsync("counter-1");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(path + "-wal").ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Open_CreationThatWasKilled_StartsAgain()
    {
        await File.WriteAllTextAsync(_folder.Database + ".new", "half of it");
        await File.WriteAllTextAsync(_folder.Database + ".new-wal", "and its log");

        await using var store = TestStore.Open(_folder);

        await store.IncrementAsync("counter-1");
        Directory.GetFiles(_folder.Path, "*.new*").ShouldBeEmpty();
        new FileInfo(_folder.Database).Length.ShouldBeGreaterThan(0, "its name is given to it when it is complete");
    }

    [Fact]
    public async Task Open_Writer_SynchronizesEveryCommit()
    {
        await using var store = TestStore.Open(_folder);
        (await store.Database.Writer.WriteAsync(c => c.Db.ExecuteScalar("PRAGMA synchronous"), default)).ShouldBe(2, "2 is FULL");
        (await store.Database.Writer.WriteAsync(c => c.Db.ExecuteScalar("PRAGMA foreign_keys"), default)).ShouldBe(1);
        (await store.Database.Reads.ReadAsync(db => db.List(r => r.GetString(0), "PRAGMA journal_mode"), default)).ShouldBe(["wal"]);
        await Should.ThrowAsync<FactoryException>(store.Database.Reads.ReadAsync(db => db.Execute("DELETE FROM states"), default));
    }

    [Fact]
    public async Task WriteAsync_FileLockedByAnotherProgram_FailsUntilItIsFree()
    {
        await using var store = TestStore.Open(_folder, o => o.BusyTimeout = TimeSpan.FromSeconds(1));
        var state = await store.ReadAsync("counter-1");
        state.State!.Increment("counter-1");
        using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.Database};Pooling=False"))
        {
            other.Open();
            using var transaction = other.BeginTransaction();
            var error = await Should.ThrowAsync<FactoryException>(store.WriteAsync("counter-1", state));
            error.Code.ShouldBe(ErrorCodes.DataUnusable);
            error.Message.ShouldContain("locked");
            error.Retryable.ShouldBeTrue();
        }

        await store.WriteAsync("counter-1", state);
        (await store.CountAsync("events")).ShouldBe(1);
    }

    [Fact]
    public async Task Open_NewerVersion_IsRejectedUnchanged()
    {
        await using (TestStore.Open(_folder))
        {
        }

        TestStore.Raw(_folder, "PRAGMA user_version = 99");
        var error = Should.Throw<FactoryException>(() => TestStore.Open(_folder));
        error.Code.ShouldBe(ErrorCodes.DataVersionTooNew);
        error.Message.ShouldContain(_folder.Database);
        error.Message.ShouldContain("99");
        error.Hint.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("this is not a database, but a note to myself that is long enough to be read as a header")]
    [InlineData("short")]
    public void Open_FileThatIsNotADatabase_IsRejectedUnchanged(string content)
    {
        File.WriteAllText(_folder.Database, content);
        var error = Should.Throw<FactoryException>(() => TestStore.Open(_folder));
        error.Code.ShouldBe(ErrorCodes.DataUnusable);
        error.Message.ShouldContain(_folder.Database);
        File.ReadAllText(_folder.Database).ShouldBe(content);
    }

    [Fact]
    public void Open_DatabaseOfAnotherProgram_IsRejected()
    {
        TestStore.Raw(_folder, "CREATE TABLE notes (text)");
        var error = Should.Throw<FactoryException>(() => TestStore.Open(_folder));
        error.Code.ShouldBe(ErrorCodes.DataUnusable);
        error.Message.ShouldContain("another program");
    }

    [Fact]
    public void Open_FolderInsteadOfAFile_IsRejected()
    {
        Directory.CreateDirectory(_folder.Database);
        Should.Throw<FactoryException>(() => TestStore.Open(_folder)).Code.ShouldBe(ErrorCodes.DataUnusable);
    }

    [Fact]
    public async Task Open_AfterUncleanStop_KeepsEveryCommit()
    {
        using var copy = new TempFolder();
        await using (var store = TestStore.Open(_folder))
        {
            await FillAsync(store);
            foreach (var file in Directory.GetFiles(_folder.Path))
            {
                File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
            }
        }

        new FileInfo(copy.Database + "-wal").Length.ShouldBeGreaterThan(0);
        await using var sound = TestStore.Open(copy);
        (await sound.CountAsync("states")).ShouldBe(50);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_Damaged_IsRejectedAtOnce(bool unclean)
    {
        await using (var store = TestStore.Open(_folder))
        {
            await FillAsync(store);
        }

        using (var file = File.OpenWrite(_folder.Database))
        {
            file.Position = 4_096 * 4;
            file.Write([.. Enumerable.Repeat((byte)0xEE, 4_096 * 20)]);
        }

        if (unclean)
        {
            File.WriteAllText(_folder.Database + "-wal", "what a crash left");
        }

        var error = Should.Throw<FactoryException>(() => TestStore.Open(_folder));
        error.Code.ShouldBe(ErrorCodes.DataUnusable);
        error.Message.ShouldStartWith(_folder.Database + " is damaged");
        error.Message.ShouldNotContain("\n");
        error.Hint!.ShouldContain("factory restore");
        error.Hint!.ShouldContain("move the file away");
    }

    private static async Task FillAsync(TestStore store)
    {
        for (var i = 0; i < 50; i++)
        {
            await store.PutAsync(new Counter($"counter-{i}", i, Counter.Epoch, new string('x', 3_000)));
        }
    }
}
