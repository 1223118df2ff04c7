using System.Globalization;
using Factory.Domain;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Confines file tools to a working copy. The agent's own commands can create links and special files there, so every
/// path is resolved component by component before it is opened: none leads out of the folder, and <c>.git</c> is not
/// accessible at any depth.
/// </summary>
internal sealed class WorkingCopyRoot
{
    // The kernel's own limit (path_resolution(7)).
    private const int MaxLinks = 40;
    private const int MaxPathLength = 1_000;

    /// <summary>Creates the root of a working copy.</summary>
    /// <param name="root">Full path of its folder.</param>
    public WorkingCopyRoot(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        OriginalRoot = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        Root = RealPath(OriginalRoot);
    }

    /// <summary>The full path with all links resolved. Never shown to a model.</summary>
    public string Root { get; }

    /// <summary>
    /// The path before links were resolved; differs from <see cref="Root"/> when a parent folder is a link.
    /// </summary>
    private string OriginalRoot { get; }

    /// <summary>Returns the full path, with all links resolved, for a path from a model. It need not exist.</summary>
    /// <param name="path">A relative path with slashes.</param>
    /// <exception cref="WorkingFolderException">The path is invalid or leads out of the folder.</exception>
    public string Resolve(string path)
    {
        // Not Path.GetFullPath: it removes ".." before links are resolved, so that the ".." in a link's target would
        // name another folder than for the kernel.
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
                throw new WorkingFolderException($"'{path}' contains a loop of links.");
            }

            current = ResolveLink(path, current, target, parts);
        }

        return current;
    }

    /// <summary>
    /// Returns the path that is shown to a model: relative, with slashes, on one line. The folder itself is <c>.</c>.
    /// </summary>
    public string ToRelativePath(string fullPath) => fullPath == Root ? "." : OneLine(Path.GetRelativePath(Root, fullPath));

    /// <summary>Removes the host's path from a text that a model will read.</summary>
    public string HidePaths(string text) => text
        .Replace(Root, ".", StringComparison.Ordinal)
        .Replace(OriginalRoot, ".", StringComparison.Ordinal);

    /// <summary>Returns whether a folder or file is hidden from all tools.</summary>
    public static bool IsForbidden(string name) => name.Equals(".git", StringComparison.OrdinalIgnoreCase);

    // A name with a line break would read as two files, or as instructions to the model.
    private static string OneLine(string path) => path.Any(char.IsControl)
        ? string.Concat(path.Select(c => char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString()))
        : path;

    private static string EnsureValid(string path)
    {
        var rule = path switch
        {
            { Length: > MaxPathLength } => "is too long",
            _ when path.Contains('\0', StringComparison.Ordinal) => "contains a null character",
            ['/', ..] => "is absolute",
            _ when path.Contains('\\', StringComparison.Ordinal) => "contains a backslash",
            _ when path.Split('/').Contains("..") => "contains '..'",
            _ => null,
        };
        return rule is null
            ? path
            : throw new WorkingFolderException(
                $"The path '{Shorten(path)}' {rule}: use a path relative to the working copy, with '/', for example src/Program.cs.");
    }

    private string ResolveComponent(string path, string current, string part)
    {
        if (IsForbidden(part))
        {
            throw new WorkingFolderException($"'{path}' is not accessible: only the factory uses .git, and it commits your files for you.");
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

        // An absolute link back into the folder is harmless and is what some build tools create.
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
        new($"'{path}' is a link that leads out of the working copy: only files inside it are accessible.");

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
        return new FileInfo(here).LinkTarget is null
            ? here
            : RealPath(new DirectoryInfo(here).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? here);
    }

    private static string Shorten(string path) => VisibleText.Shorten(path, 100);
}
