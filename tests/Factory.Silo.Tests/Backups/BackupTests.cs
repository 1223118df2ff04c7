using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Domain.Configuration;
using Factory.Domain.Repositories;
using Factory.Domain.Secrets;
using Factory.Silo.Backups;
using Factory.Silo.Hosting;
using Factory.Silo.Secrets;
using Factory.Silo.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Factory.Silo.Tests.Backups;

/// <summary>Backups of a data folder with a real database; the repositories are a fake.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("factory-backup-").FullName;
    private readonly FakeBundles _bundles = new();

    private FactoryPaths Source => new(Path.Combine(_root, "source"));

    private FactoryPaths Target => new(Path.Combine(_root, "target"));

    private string Backup => Path.Combine(_root, "backup.tar.gz");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Restore_WrittenBackup_BringsEverythingBackUnderTheNewFolder()
    {
        await WriteSourceAsync();
        await Writer().WriteAsync(Backup, default);

        var result = await Restorer().RestoreAsync(Backup, force: false, _ => Task.CompletedTask, default);

        (result.DataFolder, result.Repositories).ShouldBe((Target.Data, 1));
        Query(Target.Database, "SELECT payload FROM states").ShouldBe($"{{\"repository\":\"{Target.Repository("shop")}\"}}");
        (await File.ReadAllTextAsync(Target.ProductFile("shop"))).ShouldContain(Target.Repository("shop"));
        (await File.ReadAllTextAsync(Target.Transcript(Contracts.Ids.AttemptId.Parse("attempt-1")))).ShouldBe("{}\n");
        _bundles.Loaded.ShouldBe([Target.Repository("shop").Replace(Target.Data, Staging(), StringComparison.Ordinal)]);
        File.Exists(Path.Combine(Target.Data, "silo-config", "policy.yaml")).ShouldBeTrue();
        File.Exists(Target.TokenFile).ShouldBeFalse("a token is not part of a backup");
        Directory.Exists(Target.RunnerSessions).ShouldBeFalse("programs that nobody trusts have written it");
        Directory.Exists(Target.RunnerInstallations).ShouldBeFalse("it can be installed again");
        Directory.GetDirectories(_root).Select(Path.GetFileName).Order().ShouldBe(["config", "source", "target"]);
    }

    [Fact]
    public async Task Restore_Secrets_CanBeReadWithTheKeysOfTheDataFolder()
    {
        await WriteSourceAsync();
        var secret = new HostSecret("TOKEN_A", [], [], SecretHeader.Default, DateTimeOffset.UnixEpoch);
        new SecretStore(Source.SecretFile, Source.SecretKeys, new SecretRedactor([])).Set(secret, "value-of-the-secret").ShouldBeNull();

        await Writer().WriteAsync(Backup, default);
        await Restorer().RestoreAsync(Backup, force: false, _ => Task.CompletedTask, default);

        var redactor = new SecretRedactor([]);
        new SecretStore(Target.SecretFile, Target.SecretKeys, redactor).List().Single().IsReadable.ShouldBeTrue();
        redactor.Redact("value-of-the-secret").ShouldBe(SecretRedactor.Placeholder);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restore_FolderWithContent_IsRejectedOrMovedAside(bool force)
    {
        await WriteSourceAsync();
        await Writer().WriteAsync(Backup, default);
        PrivateFiles.CreateFolder(Target.Data);
        await File.WriteAllTextAsync(Path.Combine(Target.Data, "mine"), "x");

        if (force)
        {
            var result = await Restorer().RestoreAsync(Backup, force, _ => Task.CompletedTask, default);

            File.Exists(Path.Combine(result.PreviousDataFolder!, "mine")).ShouldBeTrue();
            Should.NotThrow(() => DataFolderLock.Acquire(Target).Dispose(), "the restored folder is free");
        }
        else
        {
            (await ShouldFailAsync(Backup)).Code.ShouldBe(ErrorCodes.DataNotEmpty);
            File.Exists(Path.Combine(Target.Data, "mine")).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Restore_WhileItRuns_NoSiloCanStartInTheFolder()
    {
        await WriteSourceAsync();
        await Writer().WriteAsync(Backup, default);
        FactoryException? during = null;

        await Restorer().RestoreAsync(
            Backup,
            force: false,
            staging =>
            {
                during = Should.Throw<FactoryException>(() => DataFolderLock.Acquire(staging));
                return Task.CompletedTask;
            },
            default);

        during!.Code.ShouldBe(ErrorCodes.DataFolderLocked);
    }

    [Theory]
    [MemberData(nameof(BadArchives))]
    public async Task Restore_BadArchive_IsInvalidAndChangesNothing(
        string _,
        IReadOnlyList<(string Name, string Content)> entries,
        string words)
    {
        WriteArchive(entries);

        var error = await ShouldFailAsync(Backup);

        error.Code.ShouldBe(ErrorCodes.BackupInvalid);
        error.Message.ShouldContain(words);
        Directory.GetDirectories(_root).ShouldBeEmpty("a refused restore leaves nothing behind");
    }

    public static TheoryData<string, IReadOnlyList<(string Name, string Content)>, string> BadArchives => new()
    {
        { "empty", [], "is not a factory backup" },
        { "no manifest", [("factory.db", "x")], "is not a factory backup" },
        { "broken manifest", [("manifest.json", "{")], "is not a factory backup" },
        { "no database", [Manifest()], "it has no factory.db" },
        { "newer format", [Manifest(format: 9)], "has format 9" },
        { "twice", [Manifest(), ("factory.db", "x"), ("factory.db", "y")], "holds 'factory.db' twice" },
        { "path out", [Manifest(), ("../evil", "x")], "holds '../evil'" },
        { "path out below", [Manifest(), ("silo-config/../../evil", "x")], "is not part of a backup" },
        { "unknown entry", [Manifest(), ("token", "x")], "holds 'token'" },
        { "product leads out", [Manifest(product: "..")], "is not a factory backup" },
    };

    [Fact]
    public async Task Restore_NoGzip_IsInvalid()
    {
        await File.WriteAllTextAsync(Backup, "plain text");

        (await ShouldFailAsync(Backup)).Code.ShouldBe(ErrorCodes.BackupInvalid);
    }

    [Fact]
    public async Task Restore_NoFile_IsInvalid() => (await ShouldFailAsync(Backup)).Message.ShouldContain("There is no file");

    [Fact]
    public async Task Write_FolderDoesNotExist_IsRejectedAndCreatesNothing()
    {
        await WriteSourceAsync();
        var file = Path.Combine(_root, "nonexistent", "x.tar.gz");

        var error = await Should.ThrowAsync<FactoryException>(() => Writer().WriteAsync(file, default));

        error.Code.ShouldBe(ErrorCodes.BackupFailed);
        error.Message.ShouldBe($"There is no folder {Path.GetDirectoryName(file)}.");
        Directory.Exists(Path.GetDirectoryName(file)).ShouldBeFalse();
    }

    [Fact]
    public async Task Write_FileExists_IsNotOverwritten()
    {
        await WriteSourceAsync();
        await File.WriteAllTextAsync(Backup, "mine");

        (await Should.ThrowAsync<FactoryException>(() => Writer().WriteAsync(Backup, default))).Code.ShouldBe(ErrorCodes.BackupFailed);

        (await File.ReadAllTextAsync(Backup)).ShouldBe("mine");
    }

    [Fact]
    public async Task Write_NoData_NamesTheFolder()
    {
        var error = await Should.ThrowAsync<FactoryException>(() => Writer().WriteAsync(Backup, default));

        (error.Code, error.Message).ShouldBe((ErrorCodes.DataUnusable, $"There is no factory data in {Source.Data}."));
    }

    private static (string Name, string Content) Manifest(int format = 1, string? product = null) =>
        (BackupLayout.Manifest, JsonSerializer.Serialize(
            new BackupManifest(format, "1.0", default, "/data", product is null ? [] : [new BackedUpProduct(product, "/r", "main")]),
            FactoryJson.Options));

    private string Staging() => _bundles.Loaded.Single()[..^"/products/shop/repository".Length];

    private BackupWriter Writer() => new(Source, Path.Combine(_root, "config"), _bundles, TimeProvider.System);

    private BackupRestorer Restorer() => new(Target, _bundles, TimeProvider.System);

    private Task<FactoryException> ShouldFailAsync(string file) =>
        Should.ThrowAsync<FactoryException>(() => Restorer().RestoreAsync(file, force: false, _ => Task.CompletedTask, default));

    private async Task WriteSourceAsync()
    {
        Directory.CreateDirectory(Source.Product("shop"));
        Directory.CreateDirectory(Source.Transcripts);
        Directory.CreateDirectory(Path.Combine(_root, "config"));
        await File.WriteAllTextAsync(Path.Combine(_root, "config", "policy.yaml"), "actions: {}\n");
        await File.WriteAllTextAsync(Source.TokenFile, "secret");
        ProgramFile.Write(Path.Combine(Source.RunnerSessions, "attempt-1", "home", "x"), "");
        ProgramFile.Write(Path.Combine(Source.RunnerInstallation("claude"), "node_modules", ".bin", "claude"), "");
        await File.WriteAllTextAsync(Source.Transcript(Contracts.Ids.AttemptId.Parse("attempt-1")), "{}\n");
        var repository = Source.Repository("shop");
        await File.WriteAllTextAsync(
            Source.ProductFile("shop"),
            JsonSerializer.Serialize(new BackedUpProduct("shop", repository, "main"), FactoryJson.Options));
        using var connection = new SqliteConnection($"Data Source={Source.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $$"""
            CREATE TABLE states (payload TEXT); CREATE TABLE index_rows (view TEXT); CREATE TABLE events (data TEXT);
            CREATE TABLE idempotency (response TEXT);
            INSERT INTO states VALUES ('{"repository":"{{repository}}"}');
            """;
        command.ExecuteNonQuery();
    }

    private void WriteArchive(IReadOnlyList<(string Name, string Content)> entries)
    {
        using var zip = new GZipStream(File.Create(Backup), CompressionLevel.Fastest);
        using var tar = new TarWriter(zip);
        foreach (var (name, content) in entries)
        {
            var data = new MemoryStream(Encoding.UTF8.GetBytes(content));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
        }
    }

    private static string? Query(string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (string?)command.ExecuteScalar();
    }

    private sealed class FakeBundles : IRepositoryBundles
    {
        public List<string> Loaded { get; } = [];

        public Task SaveAsync(string repository, string label, string file, CancellationToken cancellationToken) =>
            File.WriteAllTextAsync(file, label, cancellationToken);

        public Task LoadAsync(string file, string label, string folder, string branch, CancellationToken cancellationToken)
        {
            File.ReadAllText(file).ShouldBe(label);
            Loaded.Add(folder);
            return Task.CompletedTask;
        }
    }
}
