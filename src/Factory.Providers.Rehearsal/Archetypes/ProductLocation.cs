namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Where in the repository the product stands, and the commands that follow from it.</summary>
/// <param name="Folder">Relative, without slashes; empty for the root.</param>
/// <param name="IsStatic">It is a folder of files: nothing is built and no process runs.</param>
internal sealed record ProductLocation(string Folder, bool IsStatic = false)
{
    public static ProductLocation Root { get; } = new("");

    public bool IsRoot => Folder.Length == 0;

    /// <summary>Null when there is nothing to build.</summary>
    public string? BuildCommand => IsStatic ? null : $"dotnet build {Path("App.csproj")} --nologo -v quiet --disable-build-servers";

    public string TestCommand => IsStatic ? $"sh {Path(TestFile)}" : $"dotnet {Path("out/app.dll")} test";

    /// <summary>The line of the manifest below <c>serve</c>.</summary>
    public string ServeEntry => IsStatic ? $"static: {Path("web")}" : $"command: {RunCommand}";

    /// <summary>Starts the product that has a process.</summary>
    public string RunCommand => $"dotnet {Path("out/app.dll")}";

    /// <summary>Relative to the product's folder.</summary>
    public string TestFile => IsStatic ? "tests/check.sh" : "tests/ProductTests.cs";

    public string BuildAndTestCommand => BuildCommand is null ? TestCommand : $"{BuildCommand} && {TestCommand}";

    public string Path(string relative) => IsRoot ? relative : $"{Folder}/{relative}";
}
