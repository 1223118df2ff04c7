using System.Text.Json;

namespace Factory.Workspaces.Evidence;

/// <summary>
/// Recognises test runners in a test command, and tells which reports they write. A report of any other program is only
/// what the product says about itself: it takes one line of a script to write one.
/// </summary>
/// <remarks>A runner executes the tests of the product in its own process, and those could write a report, too.</remarks>
internal static class TestRunners
{
    /// <summary>The extensions of reports, and <see cref="Output"/> for a TAP stream that the command prints.</summary>
    public const string Trx = ".trx", JUnit = ".xml", Tap = ".tap", Output = "output";

    private const long MaxPackageBytes = 1024 * 1024;

    private static readonly string[] Other = [JUnit, Tap, Output];

    // Anything that gives a command's words another meaning, or its output another place.
    private static readonly char[] Expansions = ['$', '`', '>', '<', '\\', '*', '?', '~', '#'];
    private static readonly char[] ShellOperators = ['|', '&', '(', ')'];
    private static readonly string[] Separators = ["&&", "||", ";", "\n"];
    private static readonly char[] Whitespace = [' ', '\t'];
    private static readonly HashSet<string> PackageManagers = ["npm", "pnpm", "yarn"];
    private static readonly HashSet<string> Launchers = ["npx", "uv", "poetry", "pipenv", "bundle"];
    private static readonly HashSet<string> HarmlessVariables = ["CI", "NODE_ENV", "FORCE_COLOR", "NO_COLOR"];

    private static readonly HashSet<string> Programs =
    [
        "jest", "vitest", "mocha", "ava", "playwright", "cypress", "karma", "tap", "gotestsum", "phpunit", "rspec", "prove", "bats",
        "ctest",
    ];

    /// <summary>Returns which reports the runners of a command write; empty unless all of its commands are known.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="folder">Full path of the folder in which it runs, whose <c>package.json</c> says what <c>npm test</c> is.</param>
    public static IReadOnlySet<string> FormatsOf(string command, string folder) => FormatsOf(command, () => ReadTestScript(folder));

    private static HashSet<string> FormatsOf(string command, Func<string?>? readScript)
    {
        var formats = new HashSet<string>();
        if (command.AsSpan().ContainsAny(Expansions))
        {
            return formats;
        }

        foreach (var part in command.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = part.Split(Whitespace, StringSplitOptions.RemoveEmptyEntries).SkipWhile(IsHarmlessAssignment).ToList();
            if (words.Count == 0 || words[0] == "cd")
            {
                continue;
            }

            IReadOnlyCollection<string> written = RunsScript(words)
                ? readScript?.Invoke() is { } script ? FormatsOf(script, readScript: null) : []
                : FormatsOf(words);
            if (written.Count == 0)
            {
                return [];
            }

            formats.UnionWith(written);
        }

        return formats;
    }

    private static string[] FormatsOf(IReadOnlyList<string> words)
    {
        // A pipe or a background command is one word more that no runner has.
        if (words.Any(word => word.IndexOfAny(ShellOperators) >= 0))
        {
            return [];
        }

        var program = Launchers.Contains(words[0])
            ? words.Skip(1).SkipWhile(word => word is "run" or "exec" || word[0] == '-').ToArray()
            : [.. words];
        return program switch
        {
            ["dotnet", "test" or "vstest", ..] => [Trx],
            ["pytest" or "py.test", ..] or ["python" or "python3", "-m", "pytest", ..] => [JUnit],
            ["node", .. var options] when options.TakeWhile(word => word[0] == '-').Contains("--test") => Other,
            ["go" or "cargo" or "mvn" or "gradle" or "deno" or "bun" or "swift" or "mix", .. var rest] when rest.Contains("test") => Other,
            ["cargo", "nextest", ..] => Other,
            [var name, ..] when Programs.Contains(name) => Other,
            _ => [],
        };
    }

    private static bool RunsScript(List<string> words) =>
        PackageManagers.Contains(words[0]) && words is [_, "test" or "t", ..] or [_, "run", "test", ..];

    // A variable such as PATH decides which program a name is.
    private static bool IsHarmlessAssignment(string word) =>
        word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && HarmlessVariables.Contains(word[..at]);

    private static string? ReadTestScript(string folder)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder, "package.json"));
            if (file.LinkTarget is not null || file.Length > MaxPackageBytes)
            {
                return null;
            }

            using var json = JsonDocument.Parse(File.ReadAllText(file.FullName));
            return json.RootElement.GetProperty("scripts").GetProperty("test").GetString();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException
            || UntrustedDirectory.IsUnreadable(exception))
        {
            // npm cannot run such a script either.
            return null;
        }
    }
}
