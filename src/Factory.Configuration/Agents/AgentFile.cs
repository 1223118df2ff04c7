using Factory.Configuration.Reading;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Domain.Agents;
using Factory.Domain.Attempts;

namespace Factory.Configuration.Agents;

/// <summary>
/// Reads <c>agents/*.md</c>: YAML front matter between two lines of <c>---</c>, followed by the prompt, the format of
/// Claude Code's agents. To add an agent: 1. a file here named for it; 2. its kinds of task in a pipeline or under
/// <c>kinds</c> in <c>policy.yaml</c>.
/// </summary>
internal static class AgentFile
{
    private const string FrontMatterDelimiter = "---";
    private const int MaxPromptLength = 32 * 1024;
    private const int MaxParallelism = 64;

    /// <summary>Reads one agent; null when the file cannot be parsed.</summary>
    public static ParsedAgent? Read(ConfigFile file, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = lines[0].TrimEnd() == FrontMatterDelimiter ? Array.FindIndex(lines, 1, l => l.TrimEnd() == FrontMatterDelimiter) : -1;
        if (end < 0)
        {
            file.ReportProblem(1, lines[0].TrimEnd() == FrontMatterDelimiter
                ? "the front matter that starts here has no end; add a line '---' below its last key"
                : "the front matter is missing; the first line must be '---', then keys such as 'name: rex', then a second '---', then " +
                    "the prompt");
            return null;
        }

        return file.Parse(string.Join('\n', lines[1..end]), lineOffset: 1) is { } section
            ? Read(section, string.Join('\n', lines[(end + 1)..]).Trim(), end + 2)
            : null;
    }

    private static ParsedAgent Read(ConfigSection section, string prompt, int promptLine)
    {
        var file = section.File;
        var agent = new AgentDefinition(
            ReadId(file),
            ReadName(section),
            section.RequiredText("role", "Builder"),
            section.RequiredText("description", "Builds products. Give it every change of code."),
            ReadKinds(section),
            section.RequiredEnumValue<ModelTier>("tier"),
            [.. section.TextList("models", NameRules.CheckModel).Select(ModelRef.Parse)],
            ReadTools(section),
            section.TextList("secrets", NameRules.CheckSecret),
            section.TextList("egress", NameRules.CheckHost),
            section.Number("parallelism", fallback: 1, min: 1, max: MaxParallelism),
            section.Duration("heartbeat", TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
            prompt)
        {
            Runners = section.TextList("runners", NameRules.CheckName),
        };
        if (prompt.Length is 0 or > MaxPromptLength)
        {
            file.ReportProblem(promptLine, prompt.Length == 0
                ? "the prompt is missing; write below the front matter how this agent works"
                : $"the prompt has {prompt.Length} characters; it is sent with every call and must have at most {MaxPromptLength}; " +
                    "shorten it");
        }

        section.RejectUnknownKeys();
        return new ParsedAgent(agent, section);
    }

    private static AgentId ReadId(ConfigFile file)
    {
        var name = Path.GetFileNameWithoutExtension(file.Name);
        if (IdText.TryParse<AgentId>("agent-" + name, out var id))
        {
            return id;
        }

        file.ReportProblem(
            0,
            $"the file's name '{ConfigProblems.Quote(name)}' becomes the agent's id; rename it to lower-case letters, digits and " +
            "dashes, like rex.md");

        // Only so that reading can go on; a file with problems is never used.
        return new AgentId("agent-invalid");
    }

    /// <summary>
    /// Checks the name without regard to case: Claude Code requires lower case, and displays use <c>Rex</c>.
    /// </summary>
    private static string ReadName(ConfigSection section)
    {
        var expected = Path.GetFileNameWithoutExtension(section.File.Name);
        var name = section.RequiredText("name", expected);
        if (name.Length > 0 && !name.Replace(' ', '-').Equals(expected, StringComparison.OrdinalIgnoreCase))
        {
            section.ReportProblem(
                "name",
                $"'name' is '{ConfigProblems.Quote(name)}' but the file is {Path.GetFileName(section.File.Name)}; an agent is found by " +
                "its file, so make them the same");
        }

        return name.Length > 0 && char.IsAsciiLetterLower(name[0]) ? char.ToUpperInvariant(name[0]) + name[1..] : name;
    }

    private static IReadOnlyList<string> ReadKinds(ConfigSection section)
    {
        var kinds = section.TextList("kinds", NameRules.CheckName);
        if (!section.Has("kinds"))
        {
            section.ReportMissing("kinds", "[build]");
        }
        else if (section.TextList("kinds").Count == 0)
        {
            section.ReportProblem("kinds", "'kinds' is empty; name at least one kind of task, or delete the file");
        }

        return kinds;
    }

    private static IReadOnlyList<string> ReadTools(ConfigSection section)
    {
        if (!section.Has("tools"))
        {
            section.ReportMissing("tools", $"[{ToolNames.ReadFile}, {ToolNames.SubmitResult}]");
        }

        var tools = section.TextList("tools", tool => NameRules.CheckKnown(tool, "tool", "tools", ToolNames.All));

        // An agent has no other way to submit its result, so a list without this tool would be useless.
        return tools.Contains(ToolNames.SubmitResult) ? tools : [.. tools, ToolNames.SubmitResult];
    }
}

/// <summary>An agent and the section that it was read from.</summary>
internal sealed record ParsedAgent(AgentDefinition Agent, ConfigSection Section);
