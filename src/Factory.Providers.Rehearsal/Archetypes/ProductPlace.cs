namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Where in the repository the product stands, and the commands that follow from it.</summary>
/// <param name="Folder">Relative, without slashes; empty for the root.</param>
/// <param name="IsStatic">It is a folder of files: nothing is built and no process runs.</param>
internal sealed record ProductPlace(string Folder, bool IsStatic = false)
{
    public static ProductPlace Root { get; } = new("");

    public bool IsRoot => Folder.Length == 0;

    /// <summary>Null when there is nothing to build.</summary>
    public string? Build => IsStatic ? null : $"dotnet build {Path("App.csproj")} --nologo -v quiet --disable-build-servers";

    public string Test => IsStatic ? $"sh {Path(TestFile)}" : $"dotnet {Path("out/app.dll")} test";

    /// <summary>The line of the manifest below <c>serve</c>.</summary>
    public string Serve => IsStatic ? $"static: {Path("web")}" : $"command: {Command}";

    /// <summary>Starts the product that has a process.</summary>
    public string Command => $"dotnet {Path("out/app.dll")}";

    /// <summary>Relative to the product's folder.</summary>
    public string TestFile => IsStatic ? "tests/check.sh" : "tests/ProductTests.cs";

    public string BuildAndTest => Build is null ? Test : $"{Build} && {Test}";

    public string Path(string relative) => IsRoot ? relative : $"{Folder}/{relative}";
}
