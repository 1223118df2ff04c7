using System.Runtime.CompilerServices;

namespace Factory.Clients.Tests.Hosting;

/// <summary>The CLI that <c>docs/guides/coding-clis.md</c> adds as an example.</summary>
internal static class GuideRunner
{
    public const string Name = "my-agent";

    /// <summary>Writes the example's two files.</summary>
    /// <param name="config">The configuration's folder.</param>
    /// <param name="programs">The folder for the program.</param>
    public static void Write(string config, string programs)
    {
        var guide = File.ReadAllText(Path.Combine(Here(), "..", "..", "..", "docs", "guides", "coding-clis.md"));
        File.WriteAllText(Path.Combine(config, "runners", Name + ".yaml"), Block(guide, "yaml", $"program: {Name}"));
        var program = Path.Combine(programs, Name);
        File.WriteAllText(program, Block(guide, "js", Name));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private static string Block(string guide, string language, string content) =>
        guide.Split($"```{language}\n")
            .Skip(1)
            .Select(block => block.Split("```")[0])
            .Single(block => block.Contains(content, StringComparison.Ordinal));

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
