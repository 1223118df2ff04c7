using Factory.Domain.Sandbox;

namespace Factory.Deployments.Tests.Local;

/// <summary>Makes folders as the silo does and says which.</summary>
internal sealed class RecordedFolders : ITemporaryFolders
{
    public List<DirectoryInfo> Made { get; } = [];

    public DirectoryInfo Create()
    {
        var folder = Directory.CreateTempSubdirectory("factory-t-");
        Made.Add(folder);
        return folder;
    }

    public void Delete(DirectoryInfo folder) => folder.Delete(recursive: true);
}
