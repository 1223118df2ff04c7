using Factory.Contracts.Artifacts;
using Factory.Domain.Agents;
using Factory.Domain.Attempts;
using Factory.Domain.Products;

namespace Factory.Workshop.Tools;

/// <summary>Decides which tools an attempt gets: those of the agent's file that its task allows. Without a working copy there are no files; a review changes none.</summary>
internal sealed class AttemptTools(ISandbox sandbox, TimeProvider time)
{
    private static readonly string[] ForFiles = [ToolNames.ListFiles, ToolNames.ReadFile, ToolNames.SearchFiles, ToolNames.RunCommand];
    private static readonly string[] ForChanges = [ToolNames.WriteFile, ToolNames.EditFile];

    /// <summary>The tools of an attempt.</summary>
    /// <param name="agent">Its agent.</param>
    /// <param name="expects">What its task ends with.</param>
    /// <param name="copy">Its working copy; null when it has none.</param>
    /// <param name="ask">Asks the operator.</param>
    public ToolSet For(AgentDefinition agent, ArtifactKind expects, WorkingCopy? copy, Func<string, CancellationToken, Task<string>> ask)
    {
        var folder = copy is null ? null : new WorkingFolder(copy.Folder);
        var names = Allowed(agent, expects, copy is not null);
        return new ToolSet(names.Select(n => Make(n, folder, copy, ask)), SubmitResultTool.Declare(expects));
    }

    /// <summary>The names of the tools, <c>submit_result</c> left out.</summary>
    internal static IReadOnlyList<string> Allowed(AgentDefinition agent, ArtifactKind expects, bool hasCopy) =>
    [
        .. ToolNames.All.Where(n => n != ToolNames.SubmitResult
            && agent.Tools.Contains(n, StringComparer.Ordinal)
            && (hasCopy || !(ForFiles.Contains(n) || ForChanges.Contains(n)))
            && (expects == ArtifactKind.Change || !ForChanges.Contains(n))),
    ];

    private ITool Make(string name, WorkingFolder? folder, WorkingCopy? copy, Func<string, CancellationToken, Task<string>> ask) => name switch
    {
        ToolNames.ListFiles => new ListFilesTool(folder!),
        ToolNames.ReadFile => new ReadFileTool(folder!),
        ToolNames.SearchFiles => new SearchFilesTool(folder!, time),
        ToolNames.WriteFile => new WriteFileTool(folder!),
        ToolNames.EditFile => new EditFileTool(folder!),
        ToolNames.RunCommand => new RunCommandTool(folder!, copy!, sandbox),
        ToolNames.AskOperator => new AskOperatorTool(ask),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such tool."),
    };
}
