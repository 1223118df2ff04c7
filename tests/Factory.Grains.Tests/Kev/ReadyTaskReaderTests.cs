using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Indexing;
using Factory.Domain.Tasks;
using Factory.Grains.Abstractions.Tasks;
using Factory.Grains.Kev;
using Factory.TestKit.Builders;
using Microsoft.Extensions.Logging.Testing;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace Factory.Grains.Tests.Kev;

public class ReadyTaskReaderTests
{
    private const int PageSize = 1_000;

    private readonly IStateIndex _index = Substitute.For<IStateIndex>();
    private readonly IGrainFactory _grains = Substitute.For<IGrainFactory>();
    private readonly FakeLogCollector _log = new();

    [Fact]
    public async Task ReadAsync_SeveralPages_ReturnsAllOldestFirst()
    {
        Page(null, [.. Enumerable.Range(2, PageSize).Reverse().Select(Row)]);
        Page("task-2", Row(1), Row(0));

        var tasks = await ReadAsync();

        tasks.Select(t => t.Id.Value).ShouldBe(Enumerable.Range(0, PageSize + 2).Select(n => $"task-{n}"));
    }

    [Fact]
    public async Task ReadAsync_UnreadableRow_ReadsTheTaskItself()
    {
        Page(null, Row(1) with { View = "{}" });
        Grain(1).Get().Returns(Task(1).ToView());

        (await ReadAsync()).ShouldHaveSingleItem().Id.ShouldBe(TaskId.Parse("task-1"));
    }

    [Fact]
    public async Task ReadAsync_BrokenTask_IsLoggedAndLeftOut()
    {
        Page(null, Row(2), Row(1) with { View = "{}" });
        Grain(1).Get().ThrowsAsync(new InvalidOperationException("its state cannot be read"));

        (await ReadAsync()).ShouldHaveSingleItem().Id.ShouldBe(TaskId.Parse("task-2"));

        _log.GetSnapshot().ShouldHaveSingleItem().Message.ShouldContain("task-1");
    }

    private Task<IReadOnlyList<TaskView>> ReadAsync() =>
        new ReadyTaskReader(_index, _grains, new FakeLogger<ReadyTaskReader>(_log)).ReadAsync(CancellationToken.None);

    private void Page(string? before, params IndexRow[] rows) => _index
        .ListAsync("task", null, Arg.Any<IReadOnlyCollection<string>>(), before, PageSize, Arg.Any<CancellationToken>())
        .Returns(rows);

    private ITaskGrain Grain(int number)
    {
        var grain = Substitute.For<ITaskGrain>();
        _grains.GetGrain<ITaskGrain>($"task-{number}").Returns(grain);
        return grain;
    }

    private static IndexRow Row(int number) => Task(number).ToIndexRow();

    private static TaskState Task(int number) => TaskState.Open(TaskId.Parse($"task-{number}"), Given.Spec(), Given.Now);
}
