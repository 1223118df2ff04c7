using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Indexing;
using Factory.Domain.Kev;
using Factory.Domain.Limits;
using Factory.Domain.Providers;
using Factory.Domain.States;
using Factory.Domain.Tasks;
using Factory.Grains.Abstractions.Attempts;
using Factory.Grains.Abstractions.Tasks;
using Factory.Grains.Kev;
using Factory.TestKit.Builders;
using Factory.TestKit.Grains;
using Microsoft.Extensions.Logging.Testing;
using NSubstitute;

namespace Factory.Grains.Tests.Kev;

/// <summary>The real supervisor without a silo: the test decides which call of a task and which write fails.</summary>
internal sealed class HostedKev
{
    private readonly Dictionary<string, ITaskGrain> _tasks = [];
    private readonly Dictionary<string, IAttemptGrain> _attempts = [];
    private readonly List<IndexRow> _rows = [];

    private HostedKev(int parallelism)
    {
        var config = new StaticConfigSource(Given.Config(agents: [Given.Agent(parallelism: parallelism)]));
        var context = Substitute.For<IGrainContext>();
        context.GrainId.Returns(GrainId.Create("kev", "kev-main"));
        var grains = new Grains(this);
        var runtime = Substitute.For<IGrainRuntime>();
        runtime.GrainFactory.Returns(grains);
        State.State.Returns(Saved);
        State.WriteStateAsync().Returns(_ => WriteAsync());
        var providers = Substitute.For<IProviderAvailability>();
        providers.Providers.Returns([.. config.Current.Catalogue.Providers.Select(p => new ProviderAvailability(p, true, "there"))]);
        var index = Substitute.For<IStateIndex>();
        index.ListAsync("task", null, Arg.Any<IReadOnlyCollection<string>>(), null, Arg.Any<int>(), Arg.Any<CancellationToken>())
            .Returns(_ => (IReadOnlyList<IndexRow>)[.. _rows.AsEnumerable().Reverse()]);
        Grain = new KevGrain(
            context,
            runtime,
            State,
            new KevRouting(config, providers, new UnknownHealth(), new FactoryPaths("/nowhere")),
            new ReadyTaskReader(index, grains, new FakeLogger<ReadyTaskReader>()),
            TimeProvider.System,
            new FakeLogger<KevGrain>(Log));
    }

    public KevGrain Grain { get; }

    public IPersistentState<DurableState<KevState>> State { get; } = Substitute.For<IPersistentState<DurableState<KevState>>>();

    public FakeLogCollector Log { get; } = new();

    /// <summary>Events that reached the disk.</summary>
    public List<string> Written { get; } = [];

    /// <summary>The next writes fail while it is above zero, and count it down.</summary>
    public int FailingWrites { get; set; }

    private DurableState<KevState> Saved { get; } = new();

    /// <summary>A supervisor that found these ready tasks, oldest first, when it was activated.</summary>
    /// <param name="parallelism">How many builds can be at work at once.</param>
    /// <param name="tasks">How many ready builds there are: task-1, task-2, …</param>
    public static async Task<HostedKev> StartAsync(int parallelism, int tasks)
    {
        var kev = new HostedKev(parallelism);
        for (var number = 1; number <= tasks; number++)
        {
            kev.AddReady(Id(number));
        }

        await kev.Grain.OnActivateAsync(CancellationToken.None);
        return kev;
    }

    public static TaskId Id(int number) => TaskId.Parse($"task-{number}");

    public ITaskGrain Task(int number) => _tasks[Id(number).Value];

    /// <summary>The attempt of a task.</summary>
    public IAttemptGrain Attempt(int number) => _attempts[$"attempt-{number}"];

    private void AddReady(TaskId id)
    {
        var task = TaskState.Open(id, Given.Spec() with { Run = null, RunStage = null }, Given.Now);
        var attempt = AttemptId.Parse(id.Value.Replace("task", "attempt", StringComparison.Ordinal));
        var grain = Substitute.For<ITaskGrain>();
        grain.Get().Returns(_ => task.ToView());
        grain.Assign(Arg.Any<TaskAssignment>()).Returns(call =>
        {
            TaskEvent[] events = [
                new AttemptAssigned(attempt, call.Arg<TaskAssignment>()),
                new TaskTransitioned(TaskTrigger.Assign, TaskStage.InProgress, "")
            ];
            task = events.Aggregate(task, (t, e) => t.Apply(e, Given.Now));
            return (Result<TaskView>)task.ToView();
        });
        _tasks[id.Value] = grain;
        _attempts[attempt.Value] = Substitute.For<IAttemptGrain>();
        _rows.Add(task.ToIndexRow());
    }

    private Task WriteAsync()
    {
        if (FailingWrites > 0)
        {
            FailingWrites--;
            throw new FactoryException(ErrorCodes.DiskFull, "the disk is full");
        }

        Written.AddRange(Saved.PendingEvents.Select(e => e.Type));
        Saved.AcceptChanges(Saved.PendingEvents.Count, Saved.PendingMessages.Count);
        return System.Threading.Tasks.Task.CompletedTask;
    }

    private sealed class Grains(HostedKev kev) : FakeGrainFactory
    {
        public override TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) =>
            (TGrainInterface)(typeof(TGrainInterface) == typeof(ITaskGrain) ? kev._tasks[primaryKey] : (object)kev._attempts[primaryKey]);
    }
}
