using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Tasks;
using Factory.Grains.Abstractions.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Silo.Tests.Support;

/// <summary>A task in memory that follows the real rules and has no effects.</summary>
internal sealed class FakeTask(string key) : ITaskGrain
{
    private static readonly TaskRules Rules = new(new StaticConfigSource(Given.Config()), new SequentialIdGenerator());

    public TaskState? State { get; private set; }

    public Task<TaskView> Open(TaskSpec spec, bool backlog)
    {
        State ??= TaskState.Open(TaskId.Parse(key), spec, Given.Now, backlog);
        return Task.FromResult(State.ToView());
    }

    public Task<TaskView?> Get() => Task.FromResult(State?.ToView());

    public Task<Result<TaskView>> Promote() => Handle(new PromoteTask());

    public Task<Result<TaskView>> Tell(string text) => Handle(new TellAgent(text));

    public Task<Result<TaskView>> Answer(string text) => Handle(new AnswerQuestion(text));

    public Task<Result<TaskView>> Cancel(string reason) => Handle(new CancelTask(reason));

    public Task<Result<TaskView>> Retry() => Handle(new RetryTask());

    public Task<Result<TaskView>> Assign(TaskAssignment assignment) => throw new NotSupportedException();

    public Task<Result<TaskView>> Fail(Problem problem) => throw new NotSupportedException();

    public Task<Result<TaskView>> RecordReview(TaskId reviewTask, ReviewReport report) => throw new NotSupportedException();

    public Task<Result<TaskView>> RecordDelivery(DeliveryOutcome outcome) => throw new NotSupportedException();

    public Task<TaskQuestion> Ask(AttemptId attempt, string text) => throw new NotSupportedException();

    public Task Advance() => throw new NotSupportedException();

    private Task<Result<TaskView>> Handle(TaskCommand command)
    {
        var decision = Rules.Decide(State!, command, Given.Now);
        State = decision.Events.Aggregate(State!, (task, next) => task.Apply(next, Given.Now));
        return Task.FromResult<Result<TaskView>>(decision.Problem is { } problem ? problem : State.ToView());
    }
}
