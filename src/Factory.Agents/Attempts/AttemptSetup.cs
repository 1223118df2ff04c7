using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Evidence;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Agents;
using Factory.Domain.Configuration;
using Factory.Domain.Evidence;
using Factory.Domain.Sandbox;
using Factory.Domain.WorkingCopies;
using Factory.Sandbox;
using Microsoft.Extensions.Options;

namespace Factory.Agents.Attempts;

/// <summary>Gets an attempt ready: checks that its commands may run here, opens its working copy, and collects the evidence that a review starts from.</summary>
internal sealed class AttemptSetup(
    IConfigSource config,
    ISandbox sandbox,
    IWorkingCopies copies,
    IEvidenceCollector evidence,
    IOptions<SandboxOptions> options)
{
    /// <summary>Prepares an attempt.</summary>
    /// <exception cref="FactoryException">It cannot be done here; among others <c>sandbox.missing</c>.</exception>
    public async Task<PreparedAttempt> PrepareAsync(AttemptRequest order, ProgressReporter progress, CancellationToken cancellationToken)
    {
        var agent = FindAgent(order.Assignment.Agent);
        if (AttemptTraits.RequiredProduct(order.Spec) is not { } product)
        {
            return new PreparedAttempt(agent, WorkingCopy: null, Evidence: null);
        }

        EnsureSandbox(order);
        var reviewed = AttemptTraits.ReviewsCommit(order.Spec) ? order.Spec.ReviewSubject : null;
        progress.ReportAction("opening a working copy");
        var copy = await copies.OpenAsync(order.Attempt, product, reviewed?.Commit ?? order.StartCommit, cancellationToken);
        progress.ReportWorkingCopy(copy);
        return new PreparedAttempt(agent, copy, reviewed is null ? null : await CollectEvidenceAsync(order.Spec, product, reviewed, progress, cancellationToken));
    }

    private AgentDefinition FindAgent(AgentId id) => config.Current.Agents.FirstOrDefault(a => a.Id == id) ?? throw new FactoryException(
        ErrorCodes.ConfigInvalid,
        $"The task was given to {id}, but silo-config/agents has no file for it.",
        "Put the file back, or retry the task so that another agent takes it.");

    private void EnsureSandbox(AttemptRequest order)
    {
        // Reviewing runs what the builder wrote, so the builder's provider counts as well.
        IEnumerable<ModelRef> authors = order.Spec.ReviewSubject is { } reviewed ? [order.Assignment.Model, reviewed.Builder] : [order.Assignment.Model];
        foreach (var provider in authors.Select(a => a.Provider).Distinct())
        {
            var trusted = config.Current.Catalogue.Providers.FirstOrDefault(p => p.Name == provider)?.TrustedCommands == true;
            SandboxPolicy.ThrowUnlessAllowed(sandbox.IsIsolated, trusted, options.Value.Unsandboxed, provider);
        }
    }

    private Task<EvidenceReport> CollectEvidenceAsync(TaskSpec spec, ProductRef product, ReviewSubject reviewed, ProgressReporter progress, CancellationToken cancellationToken)
    {
        var change = spec.Inputs.Select(i => i.Artifact).OfType<ChangeSet>().LastOrDefault(c => c.Commit == reviewed.Commit);
        return evidence.CollectAsync(
            product,
            reviewed.Commit,
            change?.BaseCommit,
            line =>
            {
                progress.ReportAction(line);
                return Task.CompletedTask;
            },
            cancellationToken);
    }
}
