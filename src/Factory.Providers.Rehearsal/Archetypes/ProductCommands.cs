namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>The commands of a product, which stands in the root of its own repository.</summary>
/// <param name="IsStatic">True for a static page: nothing is built and no process runs.</param>
internal sealed record ProductCommands(bool IsStatic)
{
    /// <summary>The build command; null when there is nothing to build.</summary>
    // Build servers outlive the command: the sandbox would kill them, and outside of it they would pile up.
    public string? Build => IsStatic ? null : "dotnet build App.csproj --nologo -v quiet --disable-build-servers";

    /// <summary>The test command.</summary>
    public string Test => IsStatic ? $"sh {TestFile}" : "dotnet out/app.dll test";

    /// <summary>The line below <c>serve</c> in the manifest.</summary>
    public string ServeEntry => IsStatic ? "static: web" : $"command: {Run}";

    /// <summary>The command that serves a product that is not static.</summary>
    public string Run => "dotnet out/app.dll";

    /// <summary>The path of the tests.</summary>
    public string TestFile => IsStatic ? "tests/check.sh" : "tests/ProductTests.cs";

    /// <summary>The build command, if there is one, followed by the test command.</summary>
    public string BuildAndTest => Build is null ? Test : $"{Build} && {Test}";
}
