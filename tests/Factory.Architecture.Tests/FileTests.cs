using System.Text.RegularExpressions;

namespace Factory.Architecture.Tests;

/// <summary>Files: location, name, length and forbidden content.</summary>
public sealed partial class FileTests
{
    private const int LongestFile = 400;

    /// <summary>Files that can be longer, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = new();

    /// <summary>Files with several small types of one idea, or without a type, named after the idea.</summary>
    private static readonly string[] NamedForTheirIdea = ["Program.cs", "Usings.cs", "Requests.cs"];

    [Fact]
    public void CSharpFiles_AreShort() =>
        Repository.Files
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && !LongFiles.ContainsKey(f))
            .Select(f => (File: f, Lines: Repository.Read(f).Count(c => c == '\n')))
            .Where(f => f.Lines > LongestFile)
            .ShouldBeEmpty($"split these, or give them a reason in {nameof(LongFiles)}");

    [Fact]
    public void LongFiles_AreStillThere() => LongFiles.Keys.Except(Repository.Files).ShouldBeEmpty();

    [Fact]
    public void Files_AreNamedForATypeInThem() =>
        Repository.Sources
            .Where(f => !NamedForTheirIdea.Contains(Path.GetFileName(f)))
            .Where(f => !TypeLine().Matches(Repository.Read(f)).Any(m => m.Groups[1].Value == TypeName(f)))
            .ShouldBeEmpty();

    [Fact]
    public void LeftOvers_AreNotCommitted()
    {
        var words = new Regex($@"\b({"TO" + "DO"}|{"FIX" + "ME"}|{"HA" + "CK"}|{"NotImplemented" + "Exception"})\b");

        Repository.Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".sh", StringComparison.Ordinal))
            .Where(f => words.IsMatch(Repository.Read(f)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void PathsOfOneMachine_AreNotCommitted() =>
        Repository.Files.Where(Repository.IsText)
            .SelectMany(f => MachinePath().Matches(Repository.Read(f)).Select(m => $"{f}: {m.Value}"))
            .ShouldBeEmpty("a tracked file names a folder of somebody's machine or a package registry");

    /// <summary><c>Task{T}.cs</c>, <c>Silo.Log.cs</c> hold parts of <c>Task</c> and <c>Silo</c>.</summary>
    private static string TypeName(string file) => Path.GetFileName(file).Split('.', '{')[0];

    [GeneratedRegex(@"\b(?:record struct|record class|class|struct|record|interface|enum)\s+(\w+)")]
    private static partial Regex TypeLine();

    [GeneratedRegex("""(?<![\w.])/(?:work|farm|root|Users)/\w[^\s"'`)]*|https?://[^\s"]*(?:nuget|npm)[^\s"]*/(?:v3|-/)""")]
    private static partial Regex MachinePath();
}
