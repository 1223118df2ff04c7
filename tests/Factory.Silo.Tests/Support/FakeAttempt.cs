using Factory.Contracts.Attempts;
using Factory.Domain.Attempts;
using Factory.Grains.Abstractions.Attempts;
using Factory.TestKit.Builders;

namespace Factory.Silo.Tests.Support;

internal sealed class FakeAttempt(string key) : IAttemptGrain
{
    public Task<AttemptView> Start(AttemptRequest request) => throw new NotSupportedException();

    public Task<AttemptView?> Get() => Task.FromResult(key.EndsWith("missing", StringComparison.Ordinal) ? null : new AttemptView(
        new AttemptRequest(AttemptId.Parse(key), TaskId.Parse("task-1"), 1, Given.Spec(), Given.Assignment, [], null, []),
        AttemptStatus.Running,
        new AttemptProgress(0, default, default, ""),
        null,
        Given.Now,
        null));

    public Task ReportProgress(AttemptProgress progress) => Task.CompletedTask;

    public Task Finish(AttemptResult result) => Task.CompletedTask;

    public Task Cancel(string reason) => Task.CompletedTask;

    public Task CheckAlive() => Task.CompletedTask;
}

/// <summary>Three entries for every attempt.</summary>
internal sealed class FakeTranscripts : ITranscriptReader
{
    public Task<IReadOnlyList<TranscriptEntry>> ReadAsync(AttemptId attempt, long from, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TranscriptEntry>>(
            [.. Enumerable.Range(1, 3)
                .Where(i => i >= from)
                .Take(limit)
                .Select(i => new TranscriptEntry(i, Given.Now, TranscriptEntryKind.Assistant, $"entry {i}"))]);
}
