using System.Globalization;
using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Workshop.Tools;

/// <summary>Writes a whole file.</summary>
internal sealed class WriteFileTool(WorkingFolder folder) : ITool
{
    /// <inheritdoc/>
    public AIFunctionDeclaration Declaration { get; } = new ToolSchema(
            ToolNames.WriteFile,
            "Writes a whole text file: makes it with the folders it needs, or replaces it. Use edit_file to change a part of a file.")
        .Text("path", "File, relative to the working copy.")
        .Text("content", "All of the new content.")
        .Build();

    /// <inheritdoc/>
    public ToolAccess Access => ToolAccess.Write;

    /// <inheritdoc/>
    public Task<ToolResult> RunAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var path = arguments.FilledText("path");
        var content = arguments.Text("content");
        var isNew = TextFiles.Write(folder, path, content);
        var lines = content.AsSpan().Count('\n') + (content.Length > 0 && !content.EndsWith('\n') ? 1 : 0);
        return Task.FromResult(new ToolResult(
            string.Create(CultureInfo.InvariantCulture, $"{(isNew ? "Made" : "Replaced")} {path}: {lines} lines."),
            $"wrote {path}",
            Changed: true));
    }
}
