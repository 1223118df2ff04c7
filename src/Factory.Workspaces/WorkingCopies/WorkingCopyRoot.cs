using System.Globalization;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Keeps file tools inside a working copy. The agent's own commands can plant links and special files there, so every path is walked component by
/// component before it is opened: nothing leads out of the folder, and <c>.git</c> is not reachable at any depth.
/// </summary>
internal sealed class WorkingCopyRoot
{
    private const int MaxLinks = 40;
    private const int MaxPathLength = 1_000;

    public WorkingCopyRoot(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        OriginalRoot = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        Root = RealPath(OriginalRoot);
    }

    /// <summary>Full path without links. Never shown to a model.</summary>
    public string Root { get; }

    /// <summary>The folder as the factory was given it; differs from <see cref="Root"/> when a parent is a link.</summary>
    private string OriginalRoot { get; }

    /// <summary>The full path, free of links, that a model's path means. What it names may not exist.</summary>
    /// <exception cref="WorkingFolderException">The path is not one of this folder.</exception>
    public string Resolve(string path)
    {
        var parts = new Stack<string>();
        Push(parts, EnsureValid(path));
        var current = Root;
        for (var links = 0; parts.TryPop(out var part);)
        {
            current = ResolveComponent(path, current, part);
            if (part is "." or ".." or "" || new FileInfo(current).LinkTarget is not { } target)
            {
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new WorkingFolderException($"'{path}' leads through links that never end.");
            }

            current = ResolveLink(path, current, target, parts);
        }

        return current;
    }

    /// <summary>A path as a model knows it: relative, with slashes, on one line; the folder itself is <c>.</c>.</summary>
    public string ToRelativePath(string fullPath) => fullPath == Root ? "." : OneLine(Path.GetRelativePath(Root, fullPath));

    /// <summary>Takes the host's path out of a text that a model will read.</summary>
    public string HidePaths(string text) => text
        .Replace(Root, ".", StringComparison.Ordinal)
        .Replace(OriginalRoot, ".", StringComparison.Ordinal);

    /// <summary>True for a folder or file that no tool may see.</summary>
    public static bool IsForbidden(string name) => name.Equals(".git", StringComparison.OrdinalIgnoreCase);

    // A name with a line break would read as two files, or as whatever its author wants.
    private static string OneLine(string path) => path.Any(char.IsControl)
        ? string.Concat(path.Select(c => char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString()))
        : path;

    private static string EnsureValid(string path)
    {
        var rule = path switch
        {
            { Length: > MaxPathLength } => "is too long",
            _ when path.Contains('\0', StringComparison.Ordinal) => "holds a zero character",
            ['/', ..] => "is absolute",
            _ when path.Contains('\\', StringComparison.Ordinal) => "holds a backslash",
            _ when path.Split('/').Contains("..") => "holds '..'",
            _ => null,
        };
        return rule is null ? path : throw new WorkingFolderException($"The path '{Shorten(path)}' {rule}: give a path relative to the working copy, with '/', for example src/Program.cs.");
    }

    private string ResolveComponent(string path, string current, string part)
    {
        if (IsForbidden(part))
        {
            throw new WorkingFolderException($"'{path}' is not available: the factory keeps .git to itself and commits for you.");
        }

        return part switch
        {
            "" or "." => current,
            ".." => current == Root ? throw LeavesRoot(path) : Path.GetDirectoryName(current)!,
            _ => Path.Combine(current, part),
        };
    }

    private string ResolveLink(string path, string link, string target, Stack<string> parts)
    {
        if (!target.StartsWith('/'))
        {
            Push(parts, target);
            return Path.GetDirectoryName(link)!;
        }

        foreach (var root in new[] { Root, OriginalRoot })
        {
            if (target == root || target.StartsWith(root + "/", StringComparison.Ordinal))
            {
                Push(parts, target[root.Length..]);
                return Root;
            }
        }

        throw LeavesRoot(path);
    }

    private static WorkingFolderException LeavesRoot(string path) =>
        new($"'{path}' is a link that leads out of the working copy: only files inside it are available.");

    private static void Push(Stack<string> parts, string path)
    {
        foreach (var part in path.Split('/').Reverse())
        {
            parts.Push(part);
        }
    }

    private static string RealPath(string path)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null)
        {
            return path;
        }

        var here = Path.Combine(RealPath(parent), Path.GetFileName(path));
        return new FileInfo(here).LinkTarget is null ? here : RealPath(new DirectoryInfo(here).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? here);
    }

    private static string Shorten(string path) => path.Length <= 100 ? path : path[..100] + "…";
}
