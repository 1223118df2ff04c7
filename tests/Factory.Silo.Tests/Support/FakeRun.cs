using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Grains.Abstractions.Runs;

namespace Factory.Silo.Tests.Support;

internal sealed class FakeRun(string key) : IRunGrain
{
    public RunView? View { get; set; }

    public int Starts { get; private set; }

    public StartRun? Request { get; private set; }

    /// <summary>Runs inside <see cref="Start"/>; lets a test hold a command under way.</summary>
    public static Func<Task> OnStart { get; set; } = () => Task.CompletedTask;

    public async Task<Result<RunView>> Start(StartRun request, ProductRef product)
    {
        Starts++;
        Request = request;
        await OnStart();
        View ??= new RunView
        {
            Id = RunId.Parse(key),
            Idea = request.Idea,
            Pipeline = request.Pipeline!,
            Status = RunStatus.Running,
            Product = product,
            Stages = [new StageView { Name = "research", Status = StageStatus.Running, Task = TaskId.Parse("task-1") }],
            Budget = request.Budget ?? new Usd(5),
            Cost = Usd.Zero,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        return View;
    }

    public Task<RunView?> Get() => key.Contains("broken", StringComparison.Ordinal)
        ? throw new InvalidOperationException("secret detail")
        : Task.FromResult(View);

    public Task<Result<RunView>> Cancel(string reason)
    {
        if (View!.IsFinished())
        {
            return Task.FromResult<Result<RunView>>(new Problem(ErrorCodes.TransitionNotAllowed, "The run has ended.", "Retry it."));
        }

        View = View with { Status = RunStatus.Cancelled, Problem = new Problem(ErrorCodes.AttemptCancelled, reason) };
        return Task.FromResult<Result<RunView>>(View);
    }

    public Task<Result<RunView>> Retry(Usd? budget, bool allowSameReviewer)
    {
        View = View! with { Status = RunStatus.Running, Budget = budget ?? View.Budget };
        return Task.FromResult<Result<RunView>>(View);
    }

    public Task Advance() => Task.CompletedTask;
}
