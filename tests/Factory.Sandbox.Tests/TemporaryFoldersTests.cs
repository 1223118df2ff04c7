using System.Globalization;
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
        folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var closed = folder.CreateSubdirectory("closed");
        File.WriteAllText(Path.Combine(closed.FullName, "file"), "");
        File.SetUnixFileMode(closed.FullName, UnixFileMode.None);

        // It gets its name last: other tests of this project delete orphans at the same time.
        var orphan = Path.Combine(Path.GetTempPath(), "factory-" + DeadSilo());
        folder.MoveTo(orphan);
        TemporaryFolders.DeleteOrphans();

        Directory.Exists(orphan).ShouldBeFalse();
    });

    [Theory]
    [InlineData("mkdir -m 755 {0}; touch {0}/precious")]
    [InlineData("mkdir -m 770 {0}; touch {0}/precious")]
    [InlineData("mkdir -m 700 {0}-real; touch {0}-real/precious; ln -s {0}-real {0}")]
    [InlineData("touch {0}")]
    public void DeleteOrphans_NotMadeByASilo_Remains(string script)
    {
        var path = Path.Combine(Path.GetTempPath(), "factory-" + DeadSilo());
        Shell.Run(Path.GetTempPath(), string.Format(CultureInfo.InvariantCulture, script, path));
        try
        {
            TemporaryFolders.DeleteOrphans();

            (Path.Exists(path) && (File.Exists(path) || File.Exists(Path.Combine(path, "precious")))).ShouldBeTrue();
        }
        finally
        {
            Shell.Run(Path.GetTempPath(), $"rm -rf {path} {path}-real");
        }
    }

    [Fact]
    public void DeleteOrphans_FolderOfAnotherUser_Remains()
    {
        var path = Path.Combine(Path.GetTempPath(), "factory-" + DeadSilo());
        UnprivilegedThread.Run(() => Directory.CreateDirectory(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        try
        {
            TemporaryFolders.DeleteOrphans();

            // A user who is not root made it, so that it is its own there.
            Directory.Exists(path).ShouldBe(Environment.IsPrivilegedProcess);
        }
        finally
        {
            UntrustedDirectory.Delete(path);
        }
    }

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
