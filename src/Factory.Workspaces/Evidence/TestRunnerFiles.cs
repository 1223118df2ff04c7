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

    private static readonly HashSet<string> ValueOptions = ["-r", "--require", "--import", "--loader", "-W", "-X", "-I"];

    /// <summary>Returns whether a change of a file can switch tests off, so that the operator must see it.</summary>
    /// <param name="path">Its path in the repository.</param>
    /// <param name="testCommand">The command that runs the tests.</param>
    public static bool Decides(string path, string testCommand) =>
        IsConfiguration(path) || ReplacesFramework(path) || Runs(testCommand, path, Interpreters);

    /// <summary>
    /// Returns whether a file belongs to the earlier tests when these run on a change. A program that is also served is left
    /// out: restored, it would put the earlier product in the place of the changed one.
    /// </summary>
    /// <param name="path">Its path in the repository.</param>
    /// <param name="testCommand">The command that runs the tests.</param>
    /// <param name="serveCommand">The command that runs the product; null for none.</param>
    public static bool BelongsToTests(string path, string testCommand, string? serveCommand) =>
        IsConfiguration(path)
        || Runs(testCommand, path, Shells)
        || (Runs(testCommand, path, Interpreters) && !(serveCommand is not null && Runs(serveCommand, path, Interpreters)));

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
        var folder = "";
        foreach (var command in commandLine.Split(CommandSeparators))
        {
            var words = command.Split(WordSeparators, StringSplitOptions.RemoveEmptyEntries)
                .SkipWhile(word => Prefixes.Contains(word) || IsAssignment(word))
                .ToList();
            if (words is ["cd", var target, ..])
            {
                folder = Normalize(folder, target);
                continue;
            }

            var started = words.Count > 0 && interpreters.Contains(Path.GetFileName(words[0])) ? Programs(words) : words.Take(1);
            if (started.Any(word => Normalize(folder, word) == path))
            {
                return true;
            }
        }

        return false;
    }

    // Up to the first file that is no value of an option: what follows are the program's own arguments. Files that options
    // name are loaded before it.
    private static IEnumerable<string> Programs(List<string> words)
    {
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i].StartsWith('-'))
            {
                continue;
            }

            if (words[i - 1] == "-m")
            {
                // Python's modules.
                var module = words[i].Replace('.', '/');
                yield return module + ".py";
                yield return module + "/__main__.py";
                yield break;
            }

            yield return words[i];
            if (!ValueOptions.Contains(words[i - 1]) && words[i] is not ("run" or "test"))
            {
                yield break;
            }
        }
    }

    private static string Normalize(string folder, string word)
    {
        var parts = new List<string>();
        foreach (var part in $"{folder}/{word}".Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    private static bool IsAssignment(string word) => word.IndexOf('=', StringComparison.Ordinal) > 0;
}
