using System.Collections.Concurrent;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Grains.Abstractions.Attempts;
using Factory.Grains.Abstractions.Tasks;
using Factory.TestKit.Builders;
using Factory.TestKit.Grains;

namespace Factory.Agents.Tests.Attempts;

/// <summary>The two grains that a runner calls.</summary>
internal sealed class FakeGrains : FakeGrainFactory
{
    private readonly ConcurrentDictionary<string, FakeAttemptGrain> _attempts = [];

    public FakeAttemptGrain Attempt => Of(RunnerHarness.Attempt);

    public FakeTaskGrain Task { get; } = new();

    public FakeAttemptGrain Of(AttemptId attempt) => _attempts.GetOrAdd(attempt.Value, _ => new FakeAttemptGrain());

    public override TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) =>
        (TGrainInterface)(typeof(TGrainInterface) == typeof(IAttemptGrain) ? (object)Of(AttemptId.Parse(primaryKey)) : Task);
}

internal sealed class FakeAttemptGrain : IAttemptGrain
{
    private readonly TaskCompletionSource<AttemptResult> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _finishes;

    public ConcurrentQueue<AttemptProgress> Reports { get; } = [];

    public int Finishes => _finishes;

    public int FinishesToReject { get; set; }

    /// <summary>Called when an end is reported, before it is taken.</summary>
    public Action OnFinish { get; set; } = static () => { };

    public Task<AttemptResult> Result => _finished.Task.WaitAsync(TimeSpan.FromMinutes(2));

    public Task ReportProgress(AttemptProgress progress)
    {
        Reports.Enqueue(progress);
        return Task.CompletedTask;
    }

    public Task Finish(AttemptResult result)
    {
        OnFinish();
        if (Interlocked.Increment(ref _finishes) <= FinishesToReject)
        {
            throw new InvalidOperationException("not now");
        }

        _finished.SetResult(result);
        return Task.CompletedTask;
    }

    public Task<AttemptView> Start(AttemptRequest request) => throw new NotSupportedException();

    public Task<AttemptView?> Get() => throw new NotSupportedException();

    public Task Cancel(string reason) => throw new NotSupportedException();

    public Task CheckAlive() => throw new NotSupportedException();
}

internal sealed class FakeTaskGrain : ITaskGrain
{
    private readonly TaskCompletionSource<TaskQuestion> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? AnswerAtOnce { get; set; }

    /// <summary>How many questions were asked.</summary>
    public int Questions { get; private set; }

    public Task<TaskQuestion> Asked => _asked.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public Task<TaskQuestion> Ask(AttemptId attempt, string text)
    {
        var question = new TaskQuestion(QuestionId.Parse("question-1"), text, Given.Now, AnswerAtOnce);
        Questions++;
        _asked.TrySetResult(question);
        return Task.FromResult(question);
    }

    public Task<Result<TaskView>> Promote() => throw new NotSupportedException();

    public Task<TaskView> Open(TaskSpec spec, bool backlog) => throw new NotSupportedException();

    public Task<TaskView?> Get() => throw new NotSupportedException();

    public Task<Result<TaskView>> Assign(TaskAssignment assignment) => throw new NotSupportedException();

    public Task<Result<TaskView>> Fail(Problem problem) => throw new NotSupportedException();

    public Task<Result<TaskView>> RecordReview(TaskId reviewTask, ReviewReport report) => throw new NotSupportedException();

    public Task<Result<TaskView>> RecordDelivery(DeliveryOutcome outcome) => throw new NotSupportedException();

    public Task<Result<TaskView>> Tell(string text) => throw new NotSupportedException();

    public Task<Result<TaskView>> Answer(string text) => throw new NotSupportedException();

    public Task<Result<TaskView>> Cancel(string reason) => throw new NotSupportedException();

    public Task<Result<TaskView>> Retry() => throw new NotSupportedException();

    public Task Advance() => throw new NotSupportedException();
}
