using Factory.Contracts.Retention;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;

namespace Factory.Agents.Retention;

/// <summary>Deletes the transcripts of ended attempts.</summary>
internal sealed class TranscriptRetention(FactoryPaths paths, TimeProvider time) : IRetentionTarget
{
    private const string Extension = ".jsonl";

    /// <inheritdoc/>
    public Task<IReadOnlyList<RetentionItem>> FindAsync(RetentionFacts facts, RetentionPolicy policy, CancellationToken cancellationToken)
    {
        var found = new List<RetentionItem>();
        if (Directory.Exists(paths.Transcripts))
        {
            foreach (var file in new DirectoryInfo(paths.Transcripts).EnumerateFiles("*" + Extension))
            {
                var name = Path.GetFileNameWithoutExtension(file.Name);
                if (IdText.TryParse<AttemptId>(name, out var id) && facts.Attempts.GetValueOrDefault(id) is { } attempt
                    && RetentionRules.IsExpired(attempt, policy.Transcripts, time.GetUtcNow()))
                {
                    found.Add(new RetentionItem(RetentionKind.Transcript, name, file.Length, attempt.FinishedAt!.Value));
                }
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
        File.Delete(paths.Transcript(AttemptId.Parse(item.Name)));
        return Task.FromResult(item);
    }
}
