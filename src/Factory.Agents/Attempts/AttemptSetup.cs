using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Evidence;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Agents;
using Factory.Domain.Configuration;
using Factory.Domain.Evidence;
using Factory.Domain.Reviews;
using Factory.Domain.Sandbox;
using Factory.Domain.Secrets;
using Factory.Domain.WorkingCopies;
using Factory.Sandbox;
using Microsoft.Extensions.Options;

namespace Factory.Agents.Attempts;

/// <summary>
/// Prepares attempts: checks that their commands may run here, opens the working copy, and collects the evidence that a
/// review starts from.
/// </summary>
internal sealed class AttemptSetup(
    IConfigSource config,
    ISandbox sandbox,
    IWorkingCopies copies,
    IEvidenceCollector evidence,
    SecretRedactor redactor,
    IOptions<SandboxOptions> options)
{
    /// <summary>Prepares an attempt.</summary>
    /// <exception cref="FactoryException">The attempt cannot run here, for example <c>sandbox.missing</c> or
    /// <c>config.invalid</c>.</exception>
    public async Task<PreparedAttempt> PrepareAsync(AttemptRequest request, ProgressReporter progress, CancellationToken cancellationToken)
    {
        var agent = FindAgent(request.Assignment.Agent);
        if (AttemptTraits.RequiredProduct(request.Spec) is not { } product)
        {
            return new PreparedAttempt(agent, WorkingCopy: null, Evidence: null);
        }

        EnsureSandbox(request);

        // A review works on the commit under review, not on the branch, which may have moved since; a build starts from
        // the unfinished work of its predecessor, if there is any.
        var reviewed = AttemptTraits.ReviewsCommit(request.Spec) ? request.Spec.ReviewSubject : null;
        progress.ReportAction("opening a working copy");
        var copy = await copies.OpenAsync(request.Attempt, product, reviewed?.Commit ?? request.StartCommit, cancellationToken);
        progress.ReportWorkingCopy(copy);
        return new PreparedAttempt(
            agent,
            copy,
            reviewed is null ? null : await CollectEvidenceAsync(request.Spec, product, reviewed, progress, cancellationToken));
    }

    private AgentDefinition FindAgent(AgentId id) => config.Current.Agents.FirstOrDefault(a => a.Id == id) ?? throw new FactoryException(
        ErrorCodes.ConfigInvalid,
        $"The task is assigned to {id}, but silo-config/agents contains no file for that agent.",
        "Restore the file, or retry the task to assign it to another agent.");

    private void EnsureSandbox(AttemptRequest request)
    {
        // A review runs commands that the builder wrote, so the builder's provider must be trusted as well.
        IEnumerable<ModelRef> authors = request.Spec.ReviewSubject is { } reviewed
            ? [request.Assignment.Model, reviewed.Builder]
            : [request.Assignment.Model];
        foreach (var provider in authors.Select(a => a.Provider).Distinct())
        {
            var trusted = config.Current.Catalogue.Providers.FirstOrDefault(p => p.Name == provider)?.TrustedCommands == true;
            SandboxPolicy.ThrowUnlessAllowed(sandbox.IsIsolated, trusted, options.Value.Unsandboxed, provider);
        }
    }

    private async Task<EvidenceReport> CollectEvidenceAsync(
        TaskSpec spec,
        ProductRef product,
        ReviewSubject reviewed,
        ProgressReporter progress,
        CancellationToken cancellationToken)
    {
        var collected = await evidence.CollectAsync(
            product,
            reviewed.Commit,
            ReviewWarnings.ChangeOf(spec)?.BaseCommit,
            line =>
            {
                progress.ReportAction(line);
                return Task.CompletedTask;
            },
            cancellationToken);

        // It becomes part of the review, and the reviewing model reads it.
        return redactor.Redact(collected);
    }
}
