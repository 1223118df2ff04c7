using System.Text.RegularExpressions;
using Factory.Configuration.Reading;
using Factory.Domain.Runners;

namespace Factory.Configuration.Runners;

/// <summary>
/// Reads <c>runners/*.yaml</c>: how coding CLIs are driven. To add a CLI: 1. a file here named for it; 2. its name under
/// <c>runners</c> in an agent's file.
/// </summary>
internal static partial class RunnerFile
{
    /// <value>The folder of the files; it may be missing.</value>
    public const string Folder = "runners";

    /// <summary>Reads one runner; null when the file cannot be parsed.</summary>
    public static RunnerDefinition? Read(ConfigFile file, string text)
    {
        if (file.Parse(text) is not { } root)
        {
            return null;
        }

        var name = Path.GetFileNameWithoutExtension(file.Name);
        if (NameRules.CheckName(name) is { } wrong)
        {
            file.ReportProblem(0, $"the file's name '{ConfigProblems.Quote(name)}' becomes the runner's name; it {wrong}");
        }

        var runner = new RunnerDefinition(
            name,
            ReadProgram(root),
            root.RequiredEnumValue<RunnerOutput>("output"),
            ReadArguments(root.Require("arguments", "[-p]"), "arguments"),
            ReadArguments(root, "resume"),
            ReadTexts(root, "environment", NameRules.IsVariable, "the name of an environment variable"),
            ReadTexts(root, "files", IsOwnPath, $"a path that begins with ${{{RunnerPlaceholders.Home}}}/ and has no '..'"),
            ReadPackage(root));
        if (RunnerPlaceholders.IsUsed(RunnerPlaceholders.Session, runner.Arguments))
        {
            root.ReportProblem("arguments", "'arguments' starts a new session, whose id is not known yet; use ${session} under 'resume'");
        }

        root.RejectUnknownKeys();
        return runner;
    }

    // A path would run whatever lies there on any machine that the configuration is copied to.
    private static string ReadProgram(ConfigSection root)
    {
        var program = root.RequiredText("program", "claude");
        if (program.Length > 0 && !ProgramPattern().IsMatch(program))
        {
            root.ReportInvalid("program", "the file name of a program without a folder, like claude");
        }

        return program;
    }

    private static IReadOnlyList<string> ReadArguments(ConfigSection section, string key)
    {
        var arguments = section.TextList(key);
        foreach (var argument in arguments)
        {
            CheckPlaceholders(section, key, argument.Value);
        }

        return [.. arguments.Select(a => a.Value)];
    }

    private static IReadOnlyDictionary<string, string> ReadTexts(
        ConfigSection parent,
        string key,
        Predicate<string> isName,
        string rule)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (parent.Section(key) is not { } section)
        {
            return texts;
        }

        foreach (var name in section.Keys)
        {
            if (!isName(name))
            {
                section.ReportProblem(name, $"'{ConfigProblems.Quote(name)}' under '{key}' must be {rule}");
            }

            texts[name] = section.Text(name) ?? "";
            CheckPlaceholders(section, name, texts[name]);
        }

        return texts;
    }

    private static void CheckPlaceholders(ConfigSection section, string key, string text)
    {
        if (RunnerPlaceholders.FindUnknown(text) is { } unknown)
        {
            section.ReportProblem(
                key,
                $"the placeholder '${{{ConfigProblems.Quote(unknown)}}}' does not exist; there are "
                + string.Join(", ", RunnerPlaceholders.All)
                + SpellingSuggestion.Hint(unknown, RunnerPlaceholders.All));
        }
    }

    private static string? ReadPackage(ConfigSection root)
    {
        var package = root.Text("package");
        if (package is not null && !PackagePattern().IsMatch(package))
        {
            root.ReportInvalid("package", "an npm package and its exact version, like @openai/codex@0.169.0");
        }

        return package;
    }

    private static bool IsOwnPath(string path) =>
        path.StartsWith($"${{{RunnerPlaceholders.Home}}}/", StringComparison.Ordinal)
            && !path.EndsWith('/')
            && !path.Split('/').Contains("..");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex ProgramPattern();

    [GeneratedRegex(@"^(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*@\d+\.\d+\.\d+[A-Za-z0-9.+-]*\z")]
    private static partial Regex PackagePattern();
}
