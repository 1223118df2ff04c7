namespace Factory.Domain.Sandbox;

/// <summary>
/// Creates folders below the system's temporary folder that only the current user can enter, with paths short enough
/// for Unix sockets.
/// </summary>
/// <remarks>
/// The caller deletes its folders. Those of a silo that was killed are deleted when the next silo starts.
/// </remarks>
public interface ITemporaryFolders
{
    /// <summary>Creates an empty folder.</summary>
    DirectoryInfo Create();

    /// <summary>
    /// Deletes a folder with everything that an untrusted program left in it, including subfolders without any
    /// permission.
    /// </summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">An entry belongs to another user.</exception>
    void Delete(DirectoryInfo folder);
}
