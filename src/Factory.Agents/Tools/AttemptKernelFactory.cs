using Factory.Agents.Loop;
using Factory.Agents.Transcripts;
using Factory.Contracts.Artifacts;
using Factory.Domain.Agents;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;
using Factory.Domain.Sandbox;
using Factory.Domain.WorkingCopies;
using Factory.Workspaces.WorkingCopies;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>Decides which tools an attempt gets: those of the agent's file that its task allows. Without a working copy there are no files; only a build changes them.</summary>
internal sealed class AttemptKernelFactory(ISandbox sandbox, SecretRedactor redactor, TimeProvider time, ILogger<AttemptKernelFactory> logger)
{
    /// <summary>The kernel of an attempt.</summary>
    /// <param name="agent">Its agent.</param>
    /// <param name="context">What its result is held against.</param>
    /// <param name="copy">Its working copy; null when it has none.</param>
    /// <param name="ask">Asks the operator.</param>
    /// <param name="transcript">Keeps its calls.</param>
    /// <param name="observer">Is told what it does.</param>
    public AttemptKernel CreateKernel(
        AgentDefinition agent, ArtifactContext context, WorkingCopy? copy, Func<string, CancellationToken, Task<string>> ask, TranscriptWriter transcript, ILoopObserver observer)
    {
        var plugins = new List<KernelPlugin> { KernelPluginFactory.CreateFromObject(new OperatorPlugin(ask), "operator") };
        if (copy is not null)
        {
            var folder = new WorkingCopyRoot(copy.Folder);
            plugins.Add(KernelPluginFactory.CreateFromObject(new FilePlugin(folder, time), "files"));
            plugins.Add(KernelPluginFactory.CreateFromObject(new CommandPlugin(folder, copy, sandbox), "commands"));
        }

        var allowed = plugins.Select(p => KernelPluginFactory.CreateFromFunctions(p.Name, p.Where(f => IsAllowed(f.Name, agent, context.Expects))));
        return new AttemptKernel(allowed, new SubmissionPlugin(context), transcript, observer, redactor, logger);
    }

    private static bool IsAllowed(string tool, AgentDefinition agent, ArtifactKind expects) =>
        agent.Tools.Contains(tool, StringComparer.Ordinal) && (expects == ArtifactKind.Change || tool is not (ToolNames.WriteFile or ToolNames.EditFile));
}
