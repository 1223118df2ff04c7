using Factory.Domain.Tasks;

namespace Factory.Architecture.Tests;

/// <summary>The reference page of transitions equals the table in the code.</summary>
public sealed class TaskPageTests
{
    [Fact]
    public void Page_Transitions_EqualTheTable()
    {
        var listed = Repository.Read("docs/reference/tasks.md")
            .Split('\n')
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| from", StringComparison.Ordinal));

        listed.ShouldBe(
            TaskTransitions.Table.Select(m => $"| {m.Key.From} | {m.Key.Move} | {string.Join(", ", m.Value)} |"),
            ignoreOrder: true);
    }
}
