using Factory.Domain.Tasks;

namespace Factory.Architecture.Tests;

/// <summary>The page about stages says what the table says.</summary>
public class TaskPageTests
{
    [Fact]
    public void TasksPage_ListsEveryMoveOfTheTableAndNoOther()
    {
        var listed = Repository.Read("docs/reference/tasks.md").Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| from", StringComparison.Ordinal));
        listed.ShouldBe(TaskTransitions.Table.Select(m => $"| {m.Key.From} | {m.Key.Trigger} | {string.Join(", ", m.Value)} |"), ignoreOrder: true);
    }
}
