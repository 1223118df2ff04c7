using Factory.Contracts.Api;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Silo.Api;

/// <summary>Views as lists have them: without the parts that make up most of their size.</summary>
internal static class ListViews
{
    /// <summary>Runs without their stages and evidence.</summary>
    public static Page<RunView> WithoutDetails(this Page<RunView> page) =>
        page with { Items = [.. page.Items.Select(r => r with { Stages = [], Evidence = null, Rehearsal = IsRehearsal(r) })] };

    // Rows of the index that an earlier version wrote do not have the field yet.
    private static bool IsRehearsal(RunView run) =>
        run.Rehearsal || run.Stages.Any(s => s.Model?.Provider == RunView.RehearsalProvider);

    /// <summary>Tasks without their results and input artifacts, of which each stage repeats those before it.</summary>
    public static Page<TaskView> WithoutDetails(this Page<TaskView> page) =>
        page with { Items = [.. page.Items.Select(t => t with { Artifact = null, Spec = t.Spec with { Inputs = [] } })] };
}
