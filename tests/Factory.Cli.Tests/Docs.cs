using System.Runtime.CompilerServices;

namespace Factory.Cli.Tests;

/// <summary>The reference pages of this repository.</summary>
internal static class Docs
{
    public static string Read(string page, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "reference", page));
}
