using Factory.Contracts.Retention;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;
using Factory.Sandbox;

namespace Factory.Agents.Retention;

/// <summary>
/// Deletes the folders of coding CLIs, with their homes, prompts and output, of ended attempts. They are kept as long as
/// transcripts, which say the same in fewer words.
/// </summary>
internal sealed class RunnerSessionRetention(FactoryPaths paths, TimeProvider time) : IRetentionTarget
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<RetentionItem>> FindAsync(RetentionFacts facts, RetentionPolicy policy, CancellationToken cancellationToken)
    {
        UntrustedDirectory.FinishDeletions(paths.RunnerSessions);
        var found = new List<RetentionItem>();
        foreach (var (id, attempt) in facts.Attempts.OrderBy(a => a.Key.Value, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (RetentionRules.IsExpired(attempt, policy.Transcripts, time.GetUtcNow()) && Directory.Exists(paths.RunnerSession(id)))
            {
                var bytes = UntrustedDirectory.Measure(paths.RunnerSession(id)).Bytes;
                found.Add(new RetentionItem(RetentionKind.RunnerSession, id.Value, bytes, attempt.FinishedAt!.Value));
            }
        }

        return Task.FromResult<IReadOnlyList<RetentionItem>>(found);
    }

    /// <inheritdoc/>
    public Task<RetentionItem> RemoveAsync(
        RetentionItem item,
        RetentionFacts facts,
        RetentionPolicy policy,
        CancellationToken cancellationToken)
    {
        UntrustedDirectory.DeleteAtomically(paths.RunnerSession(AttemptId.Parse(item.Name)));
        return Task.FromResult(item);
    }
}
