namespace Factory.Configuration.Tests.Support;

/// <summary>The configuration that comes with the factory, as the repository holds it.</summary>
internal static class Shipped
{
    /// <summary>Full path of the folder.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Root(), "silo-config"));

    /// <summary>Full path of a file of the repository.</summary>
    public static string File(string path) => Path.GetFullPath(Path.Combine(Root(), path));

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..");
}
