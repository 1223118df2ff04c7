using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Silo.Hosting;

namespace Factory.Silo.Tests.Hosting;

public sealed class EmptiedDatabaseTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-emptied-");

    private FactoryPaths Paths => new(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("token")]
    [InlineData("products")]
    [InlineData("transcripts")]
    [InlineData("logs")]
    [InlineData("factory.db-wal")]
    public void EnsureNone_EmptyFileWithTraces_IsRefusedByName(string trace)
    {
        File.WriteAllText(Paths.Database, "");
        Leave(trace);

        var error = Should.Throw<FactoryException>(() => EmptiedDatabase.EnsureNone(Paths));

        error.Code.ShouldBe(ErrorCodes.DataUnusable);
        error.Message.ShouldStartWith($"{Paths.Database} is empty (0 bytes), but {trace} ");
        error.Hint!.ShouldContain("factory restore");
    }

    [Fact]
    public void EnsureNone_EmptyFileInANewFolder_Passes()
    {
        File.WriteAllText(Paths.Database, "");

        Should.NotThrow(() => EmptiedDatabase.EnsureNone(Paths));
    }

    [Fact]
    public void EnsureNone_MissingOrFilledDatabase_Passes()
    {
        Leave("token");
        Should.NotThrow(() => EmptiedDatabase.EnsureNone(Paths));

        File.WriteAllText(Paths.Database, "SQLite format 3");

        Should.NotThrow(() => EmptiedDatabase.EnsureNone(Paths));
    }

    private void Leave(string name)
    {
        if (name is "products" or "transcripts" or "logs")
        {
            _folder.CreateSubdirectory(name);
        }
        else
        {
            File.WriteAllText(Path.Combine(_folder.FullName, name), "x");
        }
    }
}
