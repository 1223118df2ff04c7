using System.Runtime.Versioning;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Silo.Hosting;

namespace Factory.Silo.Tests.Hosting;

[SupportedOSPlatform("linux")]
public sealed class PrivateFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    private string Data => Path.Combine(_root, "data");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("755")]
    [InlineData("750")]
    [InlineData("701")]
    [InlineData("777")]
    public void Acquire_DataFolderThatOthersMayEnter_IsRefusedWithTheFix(string mode)
    {
        Directory.CreateDirectory(Data, (UnixFileMode)Convert.ToInt32(mode, 8));
        File.SetUnixFileMode(Data, (UnixFileMode)Convert.ToInt32(mode, 8));

        var error = Should.Throw<FactoryException>(() => DataFolderLock.Acquire(new FactoryPaths(Data)));

        error.Code.ShouldBe(ErrorCodes.DataUnusable);
        error.Message.ShouldContain($"its mode is {mode}, it must be 700");
        error.Hint.ShouldNotBeNull().ShouldContain($"chmod 700 '{Data}'");
        Directory.EnumerateFileSystemEntries(Data).ShouldBeEmpty();
        File.SetUnixFileMode(Data, (UnixFileMode)0b111_000_000);
        using var held = DataFolderLock.Acquire(new FactoryPaths(Data));
        held.ShouldNotBeNull();
    }

    [Fact]
    public void FindProblem_FolderOfAnotherUser_IsNamed()
    {
        PrivateFiles.FindProblem("/root").ShouldBe(Environment.IsPrivilegedProcess ? null : "it belongs to another user");
        PrivateFiles.FindProblem(Path.Combine(_root, "missing")).ShouldBeNull();
    }

    [Fact]
    public void Acquire_MissingDataFolder_IsCreatedPrivate()
    {
        using var held = DataFolderLock.Acquire(new FactoryPaths(Data));

        PrivateFiles.FindProblem(Data).ShouldBeNull();
    }
}
