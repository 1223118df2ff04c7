using Factory.Workspaces.Git;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// The symbolic links of a commit, and the further names that files have through them: with <c>.vscode -> conf</c>, the
/// file <c>conf/tasks.json</c> is also <c>.vscode/tasks.json</c>.
/// </summary>
internal sealed class RepositoryLinks
{
    // Each takes a git process. Repositories have few; an agent could make any number.
    private const int MaxLinks = 200;

    // Links can lead through each other.
    private const int MaxNames = 100;

    private const string LinkMode = "120000";

    private readonly List<(string Link, string Target)> _links;

    private RepositoryLinks(List<(string Link, string Target)> links, int ignored)
    {
        _links = links;
        Ignored = ignored;
    }

    /// <summary>How many links were left out because there are too many.</summary>
    public int Ignored { get; }

    /// <summary>Reads the links of a commit.</summary>
    /// <param name="git">Runs git.</param>
    /// <param name="context">The repository.</param>
    /// <param name="commit">Full hash of the commit.</param>
    /// <param name="isImportant">Whether a link is read before others when there are too many.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    public static async Task<RepositoryLinks> ReadAsync(
        GitCommand git,
        GitContext context,
        string commit,
        Predicate<string> isImportant,
        CancellationToken cancellationToken)
    {
        // "120000 blob HASH", a tab, the path.
        var entries = await git.RunCheckedAsync(context, ["ls-tree", "-r", "-z", commit], cancellationToken);
        var all = entries.Entries
            .Where(entry => entry.StartsWith(LinkMode, StringComparison.Ordinal))
            .Select(entry => entry.Split('\t', 2))
            .Select(parts => (Hash: parts[0].Split(' ')[2], Path: parts[1]))
            .OrderByDescending(link => isImportant(link.Path))
            .ToList();
        var links = new List<(string Link, string Target)>();
        foreach (var (hash, path) in all.Take(MaxLinks))
        {
            var target = (await git.RunCheckedAsync(context, ["cat-file", "blob", hash], cancellationToken)).Output;
            if (Resolve(path, target) is { } resolved)
            {
                links.Add((path, resolved));
            }
        }

        return new RepositoryLinks(links, Math.Max(0, all.Count - MaxLinks));
    }

    /// <summary>Returns the first name of a file, its path before others, for which a condition holds; null for none.</summary>
    /// <remarks>Where it has too many names the answer is <c>…</c>: a change must not hide one among them.</remarks>
    public string? FindName(string path, Predicate<string> condition)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { path };
        var open = new Queue<(string Name, string[] Through)>([(path, [])]);
        while (open.TryDequeue(out var next))
        {
            if (condition(next.Name))
            {
                return next.Name;
            }

            // Each link once: one to a folder that contains it would give names without end.
            foreach (var (link, target) in _links.Where(link => IsBelow(next.Name, link.Target) && !next.Through.Contains(link.Link)))
            {
                var further = link + Rest(next.Name, target);
                if (names.Add(further))
                {
                    open.Enqueue((further, [.. next.Through, link]));
                }
            }

            if (names.Count > MaxNames)
            {
                return open.Select(further => further.Name).FirstOrDefault(name => condition(name)) ?? "…";
            }
        }

        return null;
    }

    // Empty for the whole repository; null for a target outside of it.
    private static string? Resolve(string link, string target)
    {
        if (target.StartsWith('/'))
        {
            return null;
        }

        var parts = new List<string>(link.Split('/')[..^1]);
        foreach (var part in target.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count == 0)
            {
                return null;
            }
            else
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }

    private static bool IsBelow(string path, string folder) =>
        folder.Length == 0 || (path + "/").StartsWith(folder + "/", StringComparison.Ordinal);

    private static string Rest(string path, string folder) => folder.Length == 0 ? "/" + path : path[folder.Length..];
}
