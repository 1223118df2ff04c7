namespace Factory.Domain.Sandbox;

/// <summary>Folders in the system's temporary folder that only this user may enter, with names short enough for sockets in them.</summary>
/// <remarks>Their maker deletes them; those that a killed silo left are deleted when the next one starts.</remarks>
public interface ITemporaryFolders
{
    /// <summary>Makes one.</summary>
    DirectoryInfo Create();
}
