using System.Collections.Concurrent;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Grains.Abstractions.Attempts;
using Factory.Grains.Abstractions.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Benchmarks.Lifecycle;

/// <summary>An attempt succeeds at once, and its result passes its review at once.</summary>
internal sealed class NoOpAttempts(IServiceProvider services) : IAttemptRunner
{
    private readonly ConcurrentDictionary<AttemptId, bool> _running = new();

    public void Start(AttemptRequest request)
    {
        if (_running.TryAdd(request.Attempt, true))
        {
            // The caller is a grain: its call context must not follow the work.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(() => EndAsync(request));
            }
        }
    }

    public bool IsRunning(AttemptId attempt) => _running.ContainsKey(attempt);

    public Task<bool> TryContinueAsync(AttemptRequest request) => Task.FromResult(false);

    public void Cancel(AttemptId attempt, string reason) => throw new NotSupportedException();

    public void CancelAll(string reason) => throw new NotSupportedException();

    public void Fail(AttemptId attempt, Problem problem) => throw new NotSupportedException();

    public void Answer(AttemptId attempt, QuestionId question, string answer) => throw new NotSupportedException();

    public void Tell(AttemptId attempt, TaskMessage message) => throw new NotSupportedException();

    private async Task EndAsync(AttemptRequest order)
    {
        var grains = (IGrainFactory)services.GetService(typeof(IGrainFactory))!;
        await grains.GetGrain<IAttemptGrain>(order.Attempt.Value)
            .Finish(new AttemptResult(
                AttemptStatus.Succeeded,
                Given.Change(),
                null,
                new AttemptProgress(1, new(100, 50), default, "submitted")));
        _running.TryRemove(order.Attempt, out _);
        var task = grains.GetGrain<ITaskGrain>(order.Task.Value);
        await task.Advance();
        if ((await task.RecordReview(TaskId.Parse("task-review"), Given.Report())).Problem is { } problem)
        {
            throw new InvalidOperationException(problem.Message);
        }
    }
}
