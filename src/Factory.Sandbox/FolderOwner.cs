using Factory.Sandbox.Files;

namespace Factory.Sandbox;

/// <summary>Determines to whom a folder belongs.</summary>
public static class FolderOwner
{
    /// <summary>Returns whether a folder belongs to the user that this process runs as.</summary>
    /// <param name="path">Its full path.</param>
    public static bool IsCurrentUser(string path) => LinuxFiles.StatusOf(path)?.Owner == LinuxFiles.CurrentUser();
}
