using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Workshop.Tools;

/// <summary>Finds lines in the working copy's text files.</summary>
internal sealed class SearchFilesTool(WorkingFolder folder, TimeProvider time) : ITool
{
    private const int MaxMatches = 100;
    private const int MaxLineLength = 300;
    private const int MaxPatternLength = 1_000;

    private static readonly TimeSpan PerLine = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public AIFunctionDeclaration Declaration { get; } = new ToolSchema(
            ToolNames.SearchFiles,
            $"Finds lines that match a regular expression (.NET syntax; a pattern that is none is searched as plain text) in text files. Left out: {string.Join(", ", FolderWalk.Skipped)}.")
        .Text("pattern", "The regular expression or text. The case of letters counts; begin with (?i) to ignore it.")
        .OptionalText("path", "Folder or file to search, relative to the working copy. Default: everything.")
        .Build();

    /// <inheritdoc/>
    public ToolAccess Access => ToolAccess.Read;

    /// <inheritdoc/>
    public Task<ToolResult> RunAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var pattern = arguments.FilledText("pattern");
        var path = arguments.OptionalText("path") is { Length: > 0 } given ? given : ".";
        var start = folder.Resolve(path);
        if (!File.Exists(start) && !Directory.Exists(start))
        {
            throw new ToolFailure($"There is no file or folder '{path}': list '.' to see what there is.");
        }

        // Walking and matching are CPU-bound work of unknown length: they keep a thread of their own.
        return Task.Run(() => Search(pattern, start, cancellationToken), cancellationToken);
    }

    private ToolResult Search(string pattern, string start, CancellationToken cancellationToken)
    {
        var regex = Compile(pattern);
        var matches = new List<string>();
        var note = "";
        using var limit = new CancellationTokenSource(Total, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            foreach (var file in Files(start, either.Token))
            {
                matches.AddRange(Matches(file, regex, either.Token).Take(MaxMatches + 1 - matches.Count));
                if (matches.Count > MaxMatches)
                {
                    note = $"(more than {MaxMatches} matches: make the pattern or the path narrower)";
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            note = "(stopped at the time limit: make the pattern or the path narrower)";
        }
        catch (RegexMatchTimeoutException)
        {
            throw new ToolFailure($"The pattern '{pattern}' takes too long on a line: make it simpler.");
        }

        return new ToolResult(Show(matches, note), $"searched for {Short(pattern, 40)}");
    }

    private static string Show(List<string> matches, string note)
    {
        var text = new StringBuilder();
        foreach (var match in matches.Take(MaxMatches))
        {
            text.AppendLine(match);
        }

        text.Append(note);
        return text.Length == 0 ? "(no matches)" : text.ToString().TrimEnd();
    }

    private static IEnumerable<FileInfo> Files(string start, CancellationToken cancellationToken) => File.Exists(start)
        ? [new FileInfo(start)]
        : FolderWalk.Below(start, cancellationToken).OfType<FileInfo>().Where(f => f.LinkTarget is null);

    private IEnumerable<string> Matches(FileInfo file, Regex regex, CancellationToken cancellationToken)
    {
        if (!file.Exists || file.Length > TextFiles.MaxBytes || TextFiles.TryDecode(TextFiles.ReadBytes(file)) is not { } text)
        {
            yield break;
        }

        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            var plain = line.TrimEnd('\r');
            if (regex.IsMatch(plain))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{folder.Show(file.FullName)}:{number}: {Short(plain.Trim(), MaxLineLength)}");
            }
        }
    }

    private static Regex Compile(string pattern)
    {
        if (pattern.Length > MaxPatternLength)
        {
            throw new ToolFailure(string.Create(CultureInfo.InvariantCulture, $"The pattern has {pattern.Length} characters: {MaxPatternLength} are allowed."));
        }

        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, PerLine);
        }
        catch (ArgumentException)
        {
            return new Regex(Regex.Escape(pattern), RegexOptions.CultureInvariant, PerLine);
        }
    }

    private static string Short(string text, int length) => text.Length <= length ? text : text[..length] + "…";
}
