using Factory.Sandbox;

namespace Factory.Workspaces.Tests.WorkingCopies;

/// <summary>A folder that is deleted after the test, whatever it contains.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("factory-tools-").FullName;

    public string Write(string path, string content)
    {
        var full = In(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    public string Read(string path) => File.ReadAllText(In(path));

    public string In(string path) => Path.Combine(FullName, path);

    public void Dispose() => UntrustedDirectory.Delete(FullName);
}
