using Factory.Contracts.Api;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Grains.Abstractions.Kev;

namespace Factory.Silo.Api;

/// <summary>Adds to views why their ready tasks wait, which only the supervisor knows.</summary>
internal static class TaskWaits
{
    /// <summary>The task with why it waits.</summary>
    public static async Task<TaskView> WithWaitAsync(this TaskView task, IGrainFactory grains) =>
        (await new Page<TaskView>([task], null).WithWaitsAsync(grains)).Items[0];

    /// <summary>The tasks with why they wait.</summary>
    public static async Task<Page<TaskView>> WithWaitsAsync(this Page<TaskView> page, IGrainFactory grains)
    {
        var ready = page.Items.Where(t => t.Stage == TaskStage.Ready).Select(t => t.Id).ToList();
        if (ready.Count == 0)
        {
            return page;
        }

        var waits = await Kev(grains).GetWaits(ready);
        return page with { Items = [.. page.Items.Select(t => t with { Wait = waits.GetValueOrDefault(t.Id) })] };
    }

    /// <summary>The run with why its stages wait.</summary>
    public static async Task<RunView> WithWaitAsync(this RunView run, IGrainFactory grains)
    {
        // A run does not know whether the task of a running stage is at work or ready: the supervisor leaves out the first.
        var tasks = run.IsFinished() ? []
            : run.Stages.Where(s => s.Status == StageStatus.Running).Select(s => s.Task).OfType<TaskId>().ToList();
        if (tasks.Count == 0)
        {
            return run;
        }

        var waits = await Kev(grains).GetWaits(tasks);
        return run with { Stages = [.. run.Stages.Select(s => WithWait(s, waits))] };
    }

    private static StageView WithWait(StageView stage, IReadOnlyDictionary<TaskId, Contracts.Kev.WaitView> waits) =>
        stage.Task is { } task && waits.TryGetValue(task, out var wait) ? stage with { Wait = wait } : stage;

    private static IKevGrain Kev(IGrainFactory grains) => grains.GetGrain<IKevGrain>(IKevGrain.Key);
}
