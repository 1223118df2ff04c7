namespace Factory.Storage.Tests.Support;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("factory-storage-").FullName;

    public string Database => System.IO.Path.Combine(Path, "factory.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
