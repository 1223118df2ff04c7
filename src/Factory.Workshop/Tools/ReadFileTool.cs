using System.Globalization;
using System.Text;
using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Workshop.Tools;

/// <summary>Shows a text file, or some of its lines, with line numbers to cite.</summary>
internal sealed class ReadFileTool(WorkingFolder folder) : ITool
{
    private const int MaxLines = 2_000;
    private const int MaxLineLength = 2_000;
    private const int MaxCharacters = 100_000;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declaration { get; } = new ToolSchema(
            ToolNames.ReadFile,
            "Shows a text file. Each line comes as its number, a tab and the line itself; number and tab are not part of the file.")
        .Text("path", "File, relative to the working copy.")
        .OptionalNumber("first_line", "First line to show, from 1. Default: 1.")
        .OptionalNumber("last_line", "Last line to show. Default: the end.")
        .Build();

    /// <inheritdoc/>
    public ToolAccess Access => ToolAccess.Read;

    /// <inheritdoc/>
    public Task<ToolResult> RunAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var path = arguments.FilledText("path");
        var first = arguments.OptionalNumber("first_line", 1, int.MaxValue) ?? 1;
        var last = arguments.OptionalNumber("last_line", 1, int.MaxValue) ?? int.MaxValue;
        var lines = SplitLines(TextFiles.Read(folder, path));
        var action = $"read {path}";
        if (lines.Length == 0)
        {
            return Task.FromResult(new ToolResult("(the file is empty)", action));
        }

        if (first > lines.Length || last < first)
        {
            throw new ToolFailure(string.Create(CultureInfo.InvariantCulture, $"'{path}' has {lines.Length} lines: ask for lines from 1 to {lines.Length}, the first not after the last."));
        }

        return Task.FromResult(new ToolResult(Show(lines, first, Math.Min(last, lines.Length)), action));
    }

    private static string Show(string[] lines, int first, int last)
    {
        var text = new StringBuilder();
        var number = first;
        for (; number <= last && number < first + MaxLines && text.Length < MaxCharacters; number++)
        {
            var line = lines[number - 1];
            text.Append(CultureInfo.InvariantCulture, $"{number}\t")
                .AppendLine(line.Length <= MaxLineLength ? line : line[..MaxLineLength] + "… (line cut)");
        }

        if (number <= lines.Length)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"(lines {number} to {lines.Length} not shown)");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string[] SplitLines(string text)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
