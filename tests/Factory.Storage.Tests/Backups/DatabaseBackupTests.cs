using Factory.Contracts.Errors;
using Factory.Storage.Backups;
using Factory.Storage.Sqlite;
using Factory.Storage.Tests.Support;

namespace Factory.Storage.Tests.Backups;

public sealed class DatabaseBackupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Target => Path.Combine(_folder.Path, "copy.db");

    public void Dispose() => _folder.Dispose();

    // An archive holds one file: what stayed in a log beside it would be lost.
    [Fact]
    public async Task Copy_WhileTheStoreIsOpen_IsOneFileWithEveryCommit()
    {
        await using (var store = TestStore.Open(_folder))
        {
            await store.IncrementAsync("a");
            new FileInfo(_folder.Database + "-wal").Length.ShouldBeGreaterThan(0);

            DatabaseBackup.Copy(_folder.Database, Target).ShouldBeGreaterThan(0);
            await store.IncrementAsync("a");
        }

        // SQLite's file format: 1 where the log is a rollback journal, 2 where it is a log beside the file.
        File.ReadAllBytes(Target)[18].ShouldBe((byte)1);
        File.Exists(Target + "-wal").ShouldBeFalse();
        DatabaseBackup.Check(Target);
        await using var copy = TestStore.Open(Target);
        (await copy.ReadAsync("a")).State!.Value!.Count.ShouldBe(1);
    }

    [Fact]
    public void Copy_NoDatabase_FailsAndLeavesNoCopy()
    {
        var error = Should.Throw<FactoryException>(() => DatabaseBackup.Copy(_folder.Database, Target));

        (error.Code, error.Message).ShouldBe((ErrorCodes.DataUnusable, $"{_folder.Database} cannot be opened."));
        File.Exists(Target).ShouldBeFalse();
    }

    [Fact]
    public async Task Copy_TargetExists_IsNotOverwritten()
    {
        await SaveAsync("x");
        File.WriteAllText(Target, "precious");

        Should.Throw<FactoryException>(() => DatabaseBackup.Copy(_folder.Database, Target)).Code.ShouldBe(ErrorCodes.BackupFailed);

        File.ReadAllText(Target).ShouldBe("precious");
    }

    // The pages are copied as they are: a backup of a damaged database would be noticed when it is needed.
    [Fact]
    public async Task Copy_DamagedPage_IsUnusable()
    {
        await SaveAsync("x");
        using (var file = File.OpenWrite(_folder.Database))
        {
            file.Seek(8_192, SeekOrigin.Begin);
            file.Write(new byte[8_192]);
        }

        Should.Throw<FactoryException>(() => DatabaseBackup.Copy(_folder.Database, Target)).Code.ShouldBe(ErrorCodes.DataUnusable);
    }

    [Theory]
    [InlineData("this is no database, but long enough to have a header of its own, which differs from that of one.......")]
    [InlineData("SQLite format 3\0")]
    public void Check_OtherFile_IsUnusable(string content)
    {
        File.WriteAllText(Target, content.PadRight(4_096));

        Should.Throw<FactoryException>(() => DatabaseBackup.Check(Target)).Code.ShouldBe(ErrorCodes.DataUnusable);
    }

    [Fact]
    public async Task Check_DamagedPage_IsUnusable()
    {
        await SaveAsync("x");
        using (var file = File.OpenWrite(_folder.Database))
        {
            file.Seek(8_192, SeekOrigin.Begin);
            file.Write(new byte[8_192]);
        }

        Should.Throw<FactoryException>(() => DatabaseBackup.Check(_folder.Database)).Code.ShouldBe(ErrorCodes.DataUnusable);
    }

    [Theory]
    [InlineData("/data/a", "/data/a", "/moved")]
    [InlineData("/data/a", "/data/abc", "/data/abc")]
    [InlineData("/data/a", "/data/a/b", "/data/a/b")]
    [InlineData("/data/a", "see /data/a", "see /data/a")]
    [InlineData("/data/ü \"q\" \\ b", "/data/ü \"q\" \\ b", "/moved")]
    [InlineData("/data/'; DROP TABLE states; --", "/data/'; DROP TABLE states; --", "/moved")]
    public async Task Relocate_Text_ChangesOnlyWhereItIsThePath(string old, string stored, string expected)
    {
        await SaveAsync(stored);

        DatabaseBackup.Relocate(_folder.Database, [(old, "/moved")]);

        (await ReadAsync()).ShouldBe(expected);
    }

    // A database that names the old folder in some rows and the new one in others could not be repaired.
    [Fact]
    public async Task Relocate_FailsHalfway_ChangesNothing()
    {
        await SaveAsync("/data/a");
        TestStore.Raw(_folder, "ALTER TABLE idempotency RENAME TO other");

        Should.Throw<FactoryException>(() => DatabaseBackup.Relocate(_folder.Database, [("/data/a", "/moved")]));

        TestStore.Raw(_folder, "ALTER TABLE other RENAME TO idempotency");
        (await ReadAsync()).ShouldBe("/data/a");
    }

    private async Task SaveAsync(string text)
    {
        await using var store = TestStore.Open(_folder);
        var json = $$"""{"value":{{DatabaseBackup.ToJson(text)}}}""";
        await store.Database.Writer.WriteAsync(
            c => c.Db.Execute(
                "INSERT INTO states (name, key, type, version, etag, payload, updated_at) VALUES ('paths', 'a', 'Path', 1, 1, $1, 0)",
                json),
            CancellationToken.None);
    }

    private async Task<string> ReadAsync()
    {
        await using var store = TestStore.Open(_folder);
        const string Sql = "SELECT json_extract(payload, '$.value') FROM states WHERE name = 'paths'";
        return await store.Database.Reads.ReadAsync(db => db.List(static r => r.GetString(0), Sql).Single(), CancellationToken.None);
    }
}
