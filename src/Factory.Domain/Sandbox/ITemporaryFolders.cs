namespace Factory.Domain.Sandbox;

/// <summary>Creates folders in the system's temporary folder that only this user may enter.</summary>
/// <remarks>Their paths are short, because the path of a Unix socket has at most 107 bytes. The caller deletes them; those that a killed silo left are deleted at
/// the next start.</remarks>
public interface ITemporaryFolders
{
    /// <summary>Creates a folder.</summary>
    DirectoryInfo Create();
}
