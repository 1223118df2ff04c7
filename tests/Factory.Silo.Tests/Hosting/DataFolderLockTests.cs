using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Silo.Hosting;

namespace Factory.Silo.Tests.Hosting;

public sealed class DataFolderLockTests : IDisposable
{
    private static readonly SiloFile Mine = new(1, "http://127.0.0.1:1", "0.1.0", DateTimeOffset.UnixEpoch);

    private readonly string _root = Directory.CreateTempSubdirectory("factory-lock-").FullName;

    private FactoryPaths Paths => new(Path.Combine(_root, "data"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Acquire_SecondTime_NamesTheHolder()
    {
        using var first = DataFolderLock.Acquire(Paths);
        first.Publish(Mine);

        var error = Should.Throw<FactoryException>(() => DataFolderLock.Acquire(Paths));

        error.Code.ShouldBe(ErrorCodes.DataFolderLocked);
        error.Message.ShouldContain("pid 1, http://127.0.0.1:1");
    }

    [Fact]
    public void Dispose_Published_RemovesItsFileAndFreesTheFolder()
    {
        var held = DataFolderLock.Acquire(Paths);
        held.Publish(Mine);

        held.Dispose();

        File.Exists(Paths.SiloFile).ShouldBeFalse();
        Should.NotThrow(() => DataFolderLock.Acquire(Paths).Dispose());
    }

    [Fact]
    public void Dispose_FolderIsGone_DoesNotThrow()
    {
        var held = DataFolderLock.Acquire(Paths);
        held.Publish(Mine);
        Directory.Delete(Paths.Data, recursive: true);

        Should.NotThrow(held.Dispose);
    }

    [Fact]
    public void Dispose_FolderWasReplaced_KeepsTheFileOfTheNextSilo()
    {
        var restoring = DataFolderLock.Acquire(Paths);
        Directory.Move(Paths.Data, Paths.Data + ".before");
        using var next = DataFolderLock.Acquire(Paths);
        next.Publish(Mine);

        restoring.Dispose();

        File.Exists(Paths.SiloFile).ShouldBeTrue();
    }

    [Fact]
    public void Acquire_FileInPlaceOfTheFolder_IsUnusable()
    {
        File.WriteAllText(Paths.Data, "");

        Should.Throw<FactoryException>(() => DataFolderLock.Acquire(Paths)).Code.ShouldBe(ErrorCodes.DataUnusable);
    }
}
