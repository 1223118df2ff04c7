using Factory.Scenarios.Crashes;
using Factory.Scenarios.Hosting;
using Microsoft.Data.Sqlite;

namespace Factory.Scenarios.Disks;

/// <summary>A database of another version of the factory is refused and left as it was.</summary>
public sealed class DatabaseVersionTests : IDisposable
{
    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Up_DatabaseOfANewerVersion_NamesBothVersions()
    {
        var up = await UpOnVersionAsync(77);

        up.ExitCode.ShouldBe(10, up.ToString());
        up.Error.ShouldContain("data.version_too_new");
        up.Error.ShouldMatch(@"version 77; this program reads versions up to \d+");
    }

    [Fact]
    public async Task Up_DatabaseOfAnOlderPreview_NamesFolderRuleAndFix()
    {
        var up = await UpOnVersionAsync(4);

        up.ExitCode.ShouldBe(10, up.ToString());
        up.Error.ShouldContain("data.version_too_old");
        up.Error.ShouldContain(_cli.Data);
        up.Error.ShouldMatch(@"version 4, written by a preview of the factory; this program reads versions? \d+");
        up.Error.ShouldContain("--data DIR");
        up.Error.ShouldNotContain("   at ", Case.Sensitive, "a stack trace is not a message");
    }

    [Fact]
    public async Task Up_RefusedDatabase_IsLeftAsItWas()
    {
        await UpOnVersionAsync(4);

        using var folder = new DataFolder(_cli.Data);
        folder.Rows("PRAGMA user_version").Single()[0].ShouldBe("4");
    }

    /// <summary>Starts the factory on a data folder of its own that says it has another version.</summary>
    private async Task<CliResult> UpOnVersionAsync(int version)
    {
        await using (await _cli.UpAsync())
        {
            // Creates the folder.
        }

        using (var db = new SqliteConnection($"Data Source={Path.Combine(_cli.Data, "factory.db")};Pooling=False"))
        {
            db.Open();
            using var command = db.CreateCommand();
            command.CommandText = $"PRAGMA user_version = {version}";
            command.ExecuteNonQuery();
        }

        return await _cli.RunAsync("up", "--json");
    }
}
