using System.Runtime.Versioning;

namespace Factory.Sandbox.Tests;

[SupportedOSPlatform("linux")]
public sealed class TemporaryFoldersTests
{
    [Fact]
    public void Create_Folder_IsClosedToOtherUsersAndShortEnoughForASocket()
    {
        var folders = new TemporaryFolders();
        var folder = folders.Create();
        try
        {
            File.GetUnixFileMode(folder.FullName).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Path.Combine(folder.FullName, "app.sock").Length.ShouldBeLessThan(108, "the longest path of a Unix socket has 107 bytes");
        }
        finally
        {
            folders.Delete(folder);
        }
    }

    [Fact]
    public void DeleteOrphans_FolderThatAProductClosed_IsDeletedWithoutRoot() => UnprivilegedThread.Run(() =>
    {
        var folder = Directory.CreateTempSubdirectory("factory-tests-");
        var closed = folder.CreateSubdirectory("closed");
        File.WriteAllText(Path.Combine(closed.FullName, "file"), "");
        File.SetUnixFileMode(closed.FullName, UnixFileMode.None);

        // It gets its name last: other tests of this project delete orphans at the same time.
        var orphan = Path.Combine(Path.GetTempPath(), "factory-" + DeadSilo());
        folder.MoveTo(orphan);
        TemporaryFolders.DeleteOrphans();

        Directory.Exists(orphan).ShouldBeFalse();
    });

    [Fact]
    public void DeleteOrphans_FolderOfARunningSilo_Remains()
    {
        var folders = new TemporaryFolders();
        var folder = folders.Create();

        TemporaryFolders.DeleteOrphans();

        Directory.Exists(folder.FullName).ShouldBeTrue();
        folders.Delete(folder);
    }

    // A tag of this process id with another start time: a silo that ended and whose id was reused.
    private static string DeadSilo()
    {
        var parts = ProcessTag.Create().Split('-');
        return $"{parts[0]}-{parts[1]}-1-{parts[3]}";
    }
}
