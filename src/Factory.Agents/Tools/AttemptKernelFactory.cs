using Factory.Agents.Egress;
using Factory.Agents.Loop;
using Factory.Agents.Transcripts;
using Factory.Contracts.Artifacts;
using Factory.Domain.Agents;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;
using Factory.Domain.Sandbox;
using Factory.Domain.Secrets;
using Factory.Domain.WorkingCopies;
using Factory.Workspaces.WorkingCopies;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>
/// Selects the tools of an attempt: those in the agent's definition that the task permits. File tools require a working
/// copy; only a build may change files.
/// </summary>
internal sealed class AttemptKernelFactory(
    ISandbox sandbox,
    SecretRedactor redactor,
    TimeProvider time,
    ILogger<AttemptKernelFactory> logger)
{
    /// <summary>Creates the kernel of an attempt.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="context">What the result is validated against.</param>
    /// <param name="copy">The working copy; null when the attempt has none.</param>
    /// <param name="ask">Asks the operator a question.</param>
    /// <param name="transcript">Records the calls.</param>
    /// <param name="observer">Receives a line of progress for each call.</param>
    /// <param name="egress">How its commands reach the internet; null when they do not.</param>
    public AttemptKernel CreateKernel(
        AgentDefinition agent,
        ArtifactContext context,
        WorkingCopy? copy,
        Func<string, CancellationToken, Task<string>> ask,
        TranscriptWriter transcript,
        ILoopObserver observer,
        AttemptEgress? egress = null)
    {
        var plugins = new List<KernelPlugin> { KernelPluginFactory.CreateFromObject(new OperatorPlugin(ask), "operator") };
        if (copy is not null)
        {
            var folder = new WorkingCopyRoot(copy.Folder);
            plugins.Add(KernelPluginFactory.CreateFromObject(new FilePlugin(folder, time), "files"));
            plugins.Add(KernelPluginFactory.CreateFromObject(new CommandPlugin(folder, copy, sandbox, egress), "commands"));
        }

        var allowed = plugins.Select(p =>
            KernelPluginFactory.CreateFromFunctions(p.Name, p.Where(f => IsAllowed(f.Name, agent, context.Expects))));
        return new AttemptKernel(allowed, new SubmissionPlugin(context), transcript, observer, redactor, logger);
    }

    private static bool IsAllowed(string tool, AgentDefinition agent, ArtifactKind expects) =>
        agent.Tools.Contains(tool, StringComparer.Ordinal)
            && (expects == ArtifactKind.Change || tool is not (ToolNames.WriteFile or ToolNames.EditFile));
}
