namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>The location of the product in its repository, and the commands that depend on it.</summary>
/// <param name="Folder">The name of its folder; empty for the root.</param>
/// <param name="IsStatic">True for a static page: nothing is built and no process runs.</param>
internal sealed record ProductLocation(string Folder, bool IsStatic = false)
{
    /// <summary>The root of the repository.</summary>
    public static ProductLocation Root { get; } = new("");

    /// <summary>True for the root of the repository.</summary>
    public bool IsRoot => Folder.Length == 0;

    /// <summary>The build command; null when there is nothing to build.</summary>
    // Build servers outlive the command: the sandbox would kill them, and outside of it they would pile up.
    public string? BuildCommand => IsStatic ? null : $"dotnet build {Path("App.csproj")} --nologo -v quiet --disable-build-servers";

    /// <summary>The test command.</summary>
    public string TestCommand => IsStatic ? $"sh {Path(TestFile)}" : $"dotnet {Path("out/app.dll")} test";

    /// <summary>The line below <c>serve</c> in the manifest.</summary>
    public string ServeEntry => IsStatic ? $"static: {Path("web")}" : $"command: {RunCommand}";

    /// <summary>The command that serves a product that is not static.</summary>
    public string RunCommand => $"dotnet {Path("out/app.dll")}";

    /// <summary>The path of the tests, relative to the product's folder.</summary>
    public string TestFile => IsStatic ? "tests/check.sh" : "tests/ProductTests.cs";

    /// <summary>The build command, if there is one, followed by the test command.</summary>
    public string BuildAndTestCommand => BuildCommand is null ? TestCommand : $"{BuildCommand} && {TestCommand}";

    /// <summary>Converts a path relative to the product's folder to one relative to the repository.</summary>
    public string Path(string relative) => IsRoot ? relative : $"{Folder}/{relative}";
}
