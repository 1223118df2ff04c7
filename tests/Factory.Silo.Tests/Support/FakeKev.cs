using Factory.Contracts.Errors;
using Factory.Contracts.Kev;
using Factory.Contracts.Models;
using Factory.Contracts.Routing;
using Factory.Grains.Abstractions.Kev;

namespace Factory.Silo.Tests.Support;

internal sealed class FakeKev : IKevGrain
{
    private bool _paused;

    public Task<KevStatus> Get() => Task.FromResult(new KevStatus(_paused, [], []));

    public Task Reconcile(TaskId task) => Task.CompletedTask;

    public Task RouteReadyTasks() => Task.CompletedTask;

    public Task<KevStatus> Pause()
    {
        _paused = true;
        return Get();
    }

    public Task<KevStatus> Resume()
    {
        _paused = false;
        return Get();
    }

    public Task<Result<RoutingView>> ExplainRouting(string kind, AgentId? agent) => Task.FromResult<Result<RoutingView>>(kind == "build"
        ? new RoutingView(
            kind,
            agent ?? AgentId.Parse("agent-rex"),
            new ModelRef("lab", "small"),
            "chose it",
            true,
            ModelTier.Cheap,
            3,
            1,
            [])
        : new Problem(ErrorCodes.NotFound, "nobody takes it"));

    public Task RecordConfigReload(string message, bool rejected) => Task.CompletedTask;

    public Task RecordProductEvent(string type, string product, string message) => Task.CompletedTask;

    /// <summary>The next calls of <see cref="StopAll"/> fail while it is above zero, and count it down.</summary>
    public int FailingStops { get; set; }

    /// <summary>The tasks that wait.</summary>
    public Dictionary<TaskId, WaitView> Waits { get; } = [];

    public Task<KevStatus> StopAll() => FailingStops-- > 0 ? throw new TimeoutException("no answer") : Pause();

    public Task<IReadOnlyDictionary<TaskId, WaitView>> GetWaits(IReadOnlyList<TaskId> tasks) =>
        Task.FromResult<IReadOnlyDictionary<TaskId, WaitView>>(Waits.Where(w => tasks.Contains(w.Key)).ToDictionary());
}
