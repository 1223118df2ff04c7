namespace Factory.Models.Rehearsal.Archetypes;

/// <summary>Where in the repository the product stands, and the commands that follow from it.</summary>
/// <param name="Folder">Relative, without slashes; empty for the root.</param>
internal sealed record ProductPlace(string Folder)
{
    public static ProductPlace Root { get; } = new("");

    public string Build => $"dotnet build {Path("App.csproj")} --nologo -v quiet --disable-build-servers";

    public string Test => $"dotnet {Path("out/app.dll")} test";

    public string Serve => $"dotnet {Path("out/app.dll")}";

    public string Path(string relative) => Folder.Length == 0 ? relative : $"{Folder}/{relative}";
}
