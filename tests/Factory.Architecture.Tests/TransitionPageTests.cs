using Factory.Domain.Runs;
using Factory.Domain.Tasks;

namespace Factory.Architecture.Tests;

/// <summary>The pages about transitions list the rows of the tables in code, and no other.</summary>
public class TransitionPageTests
{
    [Fact]
    public void TasksPage_ListsEveryTransitionAndNoOther() =>
        Rows("docs/reference/tasks.md").ShouldBe(Rows(TaskTransitions.Table), ignoreOrder: true);

    [Fact]
    public void RunsPage_ListsEveryTransitionOfRunsAndStagesAndNoOther() =>
        Rows("docs/reference/runs.md").ShouldBe([.. Rows(RunTransitions.Runs), .. Rows(RunTransitions.Stages)], ignoreOrder: true);

    private static IEnumerable<string> Rows(string page) => Repository.Read(page)
        .Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| from", StringComparison.Ordinal));

    private static IEnumerable<string> Rows<TState, TTrigger>(IReadOnlyDictionary<(TState From, TTrigger Trigger), TState[]> table) =>
        table.Select(row => $"| {row.Key.From} | {row.Key.Trigger} | {string.Join(", ", row.Value)} |");
}
