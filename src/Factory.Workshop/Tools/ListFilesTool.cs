using System.Globalization;
using System.Text;
using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Workshop.Tools;

/// <summary>Lists what is below a folder.</summary>
internal sealed class ListFilesTool(WorkingFolder folder) : ITool
{
    private const int MaxEntries = 500;

    /// <inheritdoc/>
    public AIFunctionDeclaration Declaration { get; } = new ToolSchema(
            ToolNames.ListFiles,
            $"Lists files and folders below a folder of the working copy, with sizes. Left out: {string.Join(", ", FolderWalk.Skipped)}.")
        .OptionalText("path", "Folder, relative to the working copy. Default: the working copy itself.")
        .Build();

    /// <inheritdoc/>
    public ToolAccess Access => ToolAccess.Read;

    /// <inheritdoc/>
    public Task<ToolResult> RunAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var path = arguments.OptionalText("path") is { Length: > 0 } given ? given : ".";
        var start = folder.Resolve(path);
        if (!Directory.Exists(start))
        {
            throw new ToolFailure(File.Exists(start) ? $"'{path}' is a file: read it with read_file." : $"There is no folder '{path}': list '.' to see what there is.");
        }

        var entries = FolderWalk.Below(start, cancellationToken).Take(MaxEntries + 1).ToList();
        var text = new StringBuilder();
        foreach (var entry in entries.Take(MaxEntries))
        {
            text.Append(folder.Show(entry.FullName)).AppendLine(Describe(entry));
        }

        if (entries.Count > MaxEntries)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"(more than {MaxEntries} entries: list a folder below to see the rest)");
        }

        return Task.FromResult(new ToolResult(text.Length == 0 ? "(empty)" : text.ToString().TrimEnd(), $"listed {folder.Show(start)}"));
    }

    private static string Describe(FileSystemInfo entry) => entry switch
    {
        { LinkTarget: not null } => " (link)",
        FileInfo { Exists: false } => " (its name is not valid UTF-8)",
        FileInfo file => string.Create(CultureInfo.InvariantCulture, $" ({file.Length:N0} bytes)"),
        _ => "/",
    };
}
