using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using Factory.Domain.Attempts;
using Factory.Workspaces.WorkingCopies;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>The files of the working copy.</summary>
/// <remarks>
/// To add a tool: 1. its name in <see cref="ToolNames"/>; 2. a method here or in a plugin of its own, whose parameters carry the names and descriptions that the
/// model reads, [Required] for a text that may not be empty, [Range] for a number, and [ReadOnly(true)] when calls may run beside each other; 3. for a new plugin, its
/// line in <see cref="AttemptKernelFactory"/>, which decides who gets it.
/// </remarks>
internal sealed class FilePlugin(WorkingCopyRoot folder, TimeProvider time)
{
    private const int MaxEntries = 500;

    [KernelFunction(ToolNames.ListFiles), ReadOnly(true)]
    [Description($"Lists files and folders below a folder of the working copy, with sizes. Left out: {FolderWalk.Skipped}.")]
    public ToolResult List([Description("Folder, relative to the working copy. Default: the working copy itself.")] string? path = null, CancellationToken cancellationToken = default)
    {
        var start = folder.Resolve(path = OrRoot(path));
        if (!Directory.Exists(start))
        {
            throw new ToolException(File.Exists(start) ? $"'{path}' is a file: read it with read_file." : $"There is no folder '{path}': list '.' to see what there is.");
        }

        var entries = FolderWalk.Enumerate(start, cancellationToken).Take(MaxEntries + 1).ToList();
        var text = new StringBuilder();
        foreach (var entry in entries.Take(MaxEntries))
        {
            text.Append(folder.ToRelativePath(entry.FullName)).AppendLine(Describe(entry));
        }

        if (entries.Count > MaxEntries)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"(more than {MaxEntries} entries: list a folder below to see the rest)");
        }

        return new ToolResult(text.Length == 0 ? "(empty)" : text.ToString().TrimEnd(), $"listed {folder.ToRelativePath(start)}");
    }

    [KernelFunction(ToolNames.ReadFile), ReadOnly(true)]
    [Description("Shows a text file. Each line comes as its number, a tab and the line itself; number and tab are not part of the file.")]
    public ToolResult Read(
        [Required, Description("File, relative to the working copy.")] string path,
        [Range(1, int.MaxValue), Description("First line to show, from 1.")] int first_line = 1,
        [Range(1, int.MaxValue), Description("Last line to show; lines after the end are left out.")] int last_line = int.MaxValue) =>
        new(NumberedLines.Format(path, TextFiles.Read(folder, path), first_line, last_line), $"read {path}");

    [KernelFunction(ToolNames.SearchFiles), ReadOnly(true)]
    [Description($"Finds lines that match a regular expression (.NET syntax; a pattern that is none is searched as plain text) in text files. Left out: {FolderWalk.Skipped}.")]
    public Task<ToolResult> SearchAsync(
        [Required, Description("The regular expression or text. The case of letters counts; begin with (?i) to ignore it.")] string pattern,
        [Description("Folder or file to search, relative to the working copy. Default: everything.")] string? path = null,
        CancellationToken cancellationToken = default)
    {
        var start = folder.Resolve(path = OrRoot(path));
        if (!File.Exists(start) && !Directory.Exists(start))
        {
            throw new ToolException($"There is no file or folder '{path}': list '.' to see what there is.");
        }

        // Walking and matching are CPU-bound work of unknown length: they keep a thread of their own.
        return Task.Run(() => new FileSearch(folder, time).Run(pattern, start, cancellationToken), cancellationToken);
    }

    [KernelFunction(ToolNames.WriteFile)]
    [Description("Writes a whole text file: makes it with the folders it needs, or replaces it. Use edit_file to change a part of a file.")]
    public ToolResult Write(
        [Required, Description("File, relative to the working copy.")] string path,
        [Description("All of the new content.")] string content)
    {
        var isNew = TextFiles.Write(folder, path, content);
        var lines = content.AsSpan().Count('\n') + (content.Length > 0 && !content.EndsWith('\n') ? 1 : 0);
        return new ToolResult(
            string.Create(CultureInfo.InvariantCulture, $"{(isNew ? "Made" : "Replaced")} {path}: {lines} lines."),
            $"wrote {path}",
            Changed: true);
    }

    [KernelFunction(ToolNames.EditFile)]
    [Description("Replaces one piece of a text file. The old text must occur exactly once, spaces and line breaks included.")]
    public ToolResult Edit(
        [Required, Description("File, relative to the working copy.")] string path,
        [Description("The text to replace, exactly as it is in the file, without line numbers.")] string old_text,
        [Description("What stands there afterwards; may be empty.")] string new_text)
    {
        var (content, line) = TextEdit.Apply(path, TextFiles.Read(folder, path), old_text, new_text);
        TextFiles.Write(folder, path, content);
        return new ToolResult(string.Create(CultureInfo.InvariantCulture, $"Edited {path} at line {line}."), $"edited {path}", Changed: true);
    }

    private static string OrRoot(string? path) => string.IsNullOrEmpty(path) ? "." : path;

    private static string Describe(FileSystemInfo entry) => entry switch
    {
        { LinkTarget: not null } => " (link)",
        FileInfo { Exists: false } => " (its name is not valid UTF-8)",
        FileInfo file => string.Create(CultureInfo.InvariantCulture, $" ({file.Length:N0} bytes)"),
        _ => "/",
    };
}
