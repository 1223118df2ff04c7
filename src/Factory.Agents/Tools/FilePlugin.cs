using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using Factory.Domain.Attempts;
using Factory.Workspaces.WorkingCopies;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>The tools that list, read, search and change the files of the working copy.</summary>
/// <remarks>
/// To add a tool: 1. add its name to <see cref="ToolNames"/>; 2. add a method here or in a new plugin, whose parameters
/// have the names and descriptions that the model reads, [Required] for a string that must not be empty and [Range] for
/// a number, and [ReadOnly(true)] when calls can run in parallel; 3. for a new plugin, add it to
/// <see cref="AttemptKernelFactory"/>, which selects the tools of an attempt.
/// </remarks>
internal sealed class FilePlugin(WorkingCopyRoot folder, TimeProvider time)
{
    private const int MaxEntries = 500;

    /// <summary>Lists files.</summary>
    [KernelFunction(ToolNames.ListFiles), ReadOnly(true)]
    [Description($"Lists the files and folders below a folder of the working copy, with sizes. Not listed: {FolderWalk.Skipped}.")]
    public ToolResult List(
        [Description("Folder, relative to the working copy. Default: the working copy itself.")] string? path = null,
        CancellationToken cancellationToken = default)
    {
        var start = folder.Resolve(path = OrRoot(path));
        if (!Directory.Exists(start))
        {
            throw new ToolException(File.Exists(start)
                ? $"'{path}' is a file: read it with read_file."
                : $"There is no folder '{path}': list '.' to see what exists.");
        }

        var entries = FolderWalk.Enumerate(start, cancellationToken).Take(MaxEntries + 1).ToList();
        var text = new StringBuilder();
        foreach (var entry in entries.Take(MaxEntries))
        {
            text.Append(folder.ToRelativePath(entry.FullName)).AppendLine(FolderWalk.IsTooDeep(start, entry)
                ? $"/ (not listed: it is {FolderWalk.MaxDepth} folders deep, or its path is too long; list a folder that is nearer to it)"
                : Describe(entry));
        }

        if (entries.Count > MaxEntries)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"(more than {MaxEntries} entries: list a subfolder to see the rest)");
        }

        return new ToolResult(text.Length == 0 ? "(empty)" : text.ToString().TrimEnd(), $"listed {folder.ToRelativePath(start)}");
    }

    /// <summary>Reads a file.</summary>
    [KernelFunction(ToolNames.ReadFile), ReadOnly(true)]
    [Description("Returns the lines of a text file, each preceded by its number and a tab, which are not part of the file.")]
    public ToolResult Read(
        [Required, Description("File, relative to the working copy.")] string path,
        [Range(1, int.MaxValue), Description("First line to return. Lines are numbered from 1.")] int first_line = 1,
        [Range(1, int.MaxValue), Description("Last line to return. Default: the end of the file.")] int last_line = int.MaxValue) =>
        new(NumberedLines.Format(path, TextFiles.Read(folder, path), first_line, last_line), $"read {path}");

    /// <summary>Searches files.</summary>
    [KernelFunction(ToolNames.SearchFiles), ReadOnly(true)]
    [Description("Finds the lines of text files that match a regular expression in .NET syntax. An invalid expression is searched for " +
        $"as plain text. Not searched: {FolderWalk.Skipped}.")]
    public Task<ToolResult> SearchAsync(
        [Required, Description("The regular expression or text. Case-sensitive; begin with (?i) to ignore case.")] string pattern,
        [Description("Folder or file to search, relative to the working copy. Default: all files.")] string? path = null,
        CancellationToken cancellationToken = default)
    {
        var start = folder.Resolve(path = OrRoot(path));
        if (!File.Exists(start) && !Directory.Exists(start))
        {
            throw new ToolException($"There is no file or folder '{path}': list '.' to see what exists.");
        }

        // A search can take up to 20 s of CPU time, which must not block the calls that run in parallel.
        return Task.Run(() => new FileSearch(folder, time).Run(pattern, start, cancellationToken), cancellationToken);
    }

    /// <summary>Writes a file.</summary>
    [KernelFunction(ToolNames.WriteFile)]
    [Description("Creates or replaces a text file. Missing folders are created. Use edit_file to change a part of a file.")]
    public ToolResult Write(
        [Required, Description("File, relative to the working copy.")] string path,
        [Description("The complete new content.")] string content)
    {
        var isNew = TextFiles.Write(folder, path, content);
        var lines = content.AsSpan().Count('\n') + (content.Length > 0 && !content.EndsWith('\n') ? 1 : 0);
        return new ToolResult(
            string.Create(CultureInfo.InvariantCulture, $"{(isNew ? "Created" : "Replaced")} {path}: {lines} lines."),
            $"wrote {path}",
            Changed: true);
    }

    /// <summary>Changes a part of a file.</summary>
    [KernelFunction(ToolNames.EditFile)]
    [Description("Replaces one part of a text file. The old text must occur exactly once, including spaces and line breaks.")]
    public ToolResult Edit(
        [Required, Description("File, relative to the working copy.")] string path,
        [Description("The text to replace, exactly as in the file, without line numbers.")] string old_text,
        [Description("The text that replaces it; can be empty.")] string new_text)
    {
        var (content, line) = TextEdit.Apply(path, TextFiles.Read(folder, path), old_text, new_text);
        TextFiles.Write(folder, path, content);
        return new ToolResult(
            string.Create(CultureInfo.InvariantCulture, $"Edited {path} at line {line}."),
            $"edited {path}",
            Changed: true);
    }

    private static string OrRoot(string? path) => string.IsNullOrEmpty(path) ? "." : path;

    private static string Describe(FileSystemInfo entry) => entry switch
    {
        { LinkTarget: not null } => " (link)",

        // .NET decodes invalid bytes to U+FFFD, and no file has that name.
        FileInfo { Exists: false } => " (its name is not valid UTF-8)",
        FileInfo file => string.Create(CultureInfo.InvariantCulture, $" ({file.Length:N0} bytes)"),
        _ => "/",
    };
}
