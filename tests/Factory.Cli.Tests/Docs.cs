using System.Runtime.CompilerServices;

namespace Factory.Cli.Tests;

/// <summary>The reference pages of this repository.</summary>
internal static class Docs
{
    public static string Read(string page) => File.ReadAllText(Path.Combine(Here(), "..", "..", "docs", "reference", page));

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
