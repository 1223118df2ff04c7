namespace Factory.Workspaces.Evidence;

/// <summary>
/// Recognises files that decide what a test command does without being tests themselves: scripts that the command names,
/// configuration of test runners, and modules that take the place of a test framework. A change to one of them can
/// switch all tests off.
/// </summary>
internal static class TestRunnerFiles
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Makefile", "GNUmakefile", "justfile", "Taskfile.yml", "Taskfile.yaml", "Rakefile", "magefile.go", "tox.ini", "noxfile.py",
        "pytest.ini", "conftest.py", "runtests.py", "phpunit.xml", "phpunit.xml.dist", "Directory.Build.props", "Directory.Build.targets",
        "Directory.Build.rsp", "xunit.runner.json", "testconfig.json", "karma.conf.js",
    };

    private static readonly string[] NamesBeforeExtension =
        ["jest.config", "vitest.config", "vitest.workspace", "playwright.config", "cypress.config", ".mocharc", "ava.config"];

    // Python imports what lies beside the program before its own library.
    private static readonly HashSet<string> Frameworks = new(StringComparer.OrdinalIgnoreCase)
    {
        "unittest", "pytest", "_pytest", "doctest", "nose", "nose2", "sitecustomize", "usercustomize",
    };

    private static readonly char[] CommandSeparators = [';', '&', '|', '(', ')', '\n'];
    private static readonly char[] WordSeparators = [' ', '\t', '"', '\''];
    private static readonly HashSet<string> Prefixes =
        ["do", "then", "else", "if", "while", "until", "!", "{", "exec", "env", "time", "command"];
    private static readonly HashSet<string> Shells = ["sh", "bash", "dash", "zsh", "ksh", "ash"];
    private static readonly HashSet<string> Interpreters =
        [.. Shells, "python", "python3", "node", "deno", "bun", "perl", "ruby", "php", "pwsh", "tsx"];

    /// <summary>Returns whether a change of a file can switch tests off, so that the operator must see it.</summary>
    /// <param name="path">Its path in the repository.</param>
    /// <param name="testCommand">The command that runs the tests.</param>
    public static bool Decides(string path, string testCommand) =>
        IsConfiguration(path) || ReplacesFramework(path) || Runs(testCommand, path, Interpreters);

    /// <summary>
    /// Returns whether a file belongs to the earlier tests when these run on a change. Programs are left out: they can be
    /// the product itself, which would then be the earlier one, too.
    /// </summary>
    /// <param name="path">Its path in the repository.</param>
    /// <param name="testCommand">The command that runs the tests.</param>
    public static bool BelongsToTests(string path, string testCommand) => IsConfiguration(path) || Runs(testCommand, path, Shells);

    private static bool ReplacesFramework(string path)
    {
        var parts = path.Split('/');
        return parts.Contains("node_modules")
            || Frameworks.Contains(Path.GetFileNameWithoutExtension(parts[^1]))
            || parts[..^1].Any(Frameworks.Contains);
    }

    private static bool IsConfiguration(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return Names.Contains(name)
            || name.EndsWith(".runsettings", StringComparison.OrdinalIgnoreCase)
            || NamesBeforeExtension.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase));
    }

    // Whether a command line starts the file, by itself or through an interpreter. A file that it only names can be
    // anything.
    private static bool Runs(string commandLine, string path, HashSet<string> interpreters)
    {
        foreach (var command in commandLine.Split(CommandSeparators))
        {
            var words = command.Split(WordSeparators, StringSplitOptions.RemoveEmptyEntries)
                .SkipWhile(word => Prefixes.Contains(word) || IsAssignment(word))
                .ToList();
            if (words.Count > 0 && interpreters.Contains(Path.GetFileName(words[0])))
            {
                words = [.. words.Skip(1).SkipWhile(word => word.StartsWith('-'))];
            }

            if (words.Count > 0 && (words[0].StartsWith("./", StringComparison.Ordinal) ? words[0][2..] : words[0]) == path)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAssignment(string word) => word.IndexOf('=', StringComparison.Ordinal) > 0;
}
