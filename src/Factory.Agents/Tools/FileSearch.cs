using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Agents.Tools;

/// <summary>Searches the text files of a working copy.</summary>
internal sealed class FileSearch(WorkingCopyRoot folder, TimeProvider time)
{
    private const int MaxMatches = 100;
    private const int MaxLineLength = 300;
    private const int MaxPatternLength = 1_000;

    private static readonly TimeSpan LineTimeout = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SearchTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Searches a file or all files below a folder, up to 100 matches or 20 seconds.</summary>
    /// <param name="pattern">A regular expression, or plain text when it is not a valid one.</param>
    /// <param name="start">Full path of the file or folder.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="ToolException">The pattern is too long or takes too long to match.</exception>
    public ToolResult Run(string pattern, string start, CancellationToken cancellationToken)
    {
        var regex = Compile(pattern);
        var matches = new List<string>();
        var note = "";
        using var limit = new CancellationTokenSource(SearchTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            foreach (var file in Files(start, either.Token))
            {
                matches.AddRange(Matches(file, regex, either.Token).Take(MaxMatches + 1 - matches.Count));
                if (matches.Count > MaxMatches)
                {
                    note = $"(more than {MaxMatches} matches: use a more specific pattern or path)";
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            note = "(stopped at the time limit: use a more specific pattern or path)";
        }
        catch (RegexMatchTimeoutException)
        {
            throw new ToolException($"The pattern '{pattern}' takes too long to match: simplify it.");
        }

        return new ToolResult(Format(matches, note), $"searched for {Shorten(pattern, 40)}");
    }

    private static string Format(List<string> matches, string note)
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
        : FolderWalk.Enumerate(start, cancellationToken).OfType<FileInfo>().Where(f => f.LinkTarget is null);

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
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{folder.ToRelativePath(file.FullName)}:{number}: {Shorten(plain.Trim(), MaxLineLength)}");
            }
        }
    }

    private static Regex Compile(string pattern)
    {
        if (pattern.Length > MaxPatternLength)
        {
            throw new ToolException(string.Create(
                CultureInfo.InvariantCulture,
                $"The pattern has {pattern.Length} characters; at most {MaxPatternLength} are allowed."));
        }

        try
        {
            // With a time limit for each line instead of NonBacktracking, which supports neither lookarounds nor
            // back-references.
            return new Regex(pattern, RegexOptions.CultureInvariant, LineTimeout);
        }
        catch (ArgumentException)
        {
            return new Regex(Regex.Escape(pattern), RegexOptions.CultureInvariant, LineTimeout);
        }
    }

    private static string Shorten(string text, int length) => text.Length <= length ? text : text[..length] + "…";
}
