using Factory.Contracts.Ids;
using Factory.Domain.Routing;

namespace Factory.Domain.Tests.Routing;

public class ReadyQueueTests
{
    private readonly ReadyQueue _queue = new();

    [Fact]
    public void PeekOldest_TaskAddedAgain_KeepsItsPosition()
    {
        Add("build", 1, 2, 3);
        Add("review", 4);
        Add("build", 1);

        _queue.PeekOldest("build", 2).ShouldBe([Task(1), Task(2)]);
        _queue.PeekOldest("review", 2).ShouldBe([Task(4)]);
        _queue.PeekOldest("research", 2).ShouldBeEmpty();
        _queue.All.ShouldBe([Task(1), Task(2), Task(3), Task(4)]);
    }

    [Fact]
    public void Remove_AnyPosition_RemovesOnce()
    {
        Add("build", 1, 2, 3);

        _queue.Remove(Task(2));
        _queue.Remove(Task(2));
        _queue.Remove(Task(9));

        _queue.All.ShouldBe([Task(1), Task(3)]);
        _queue.Count.ShouldBe(2);
        Add("build", 2);
        _queue.All.ShouldBe([Task(1), Task(3), Task(2)], "it comes back at the end");
    }

    [Fact]
    public void PeekNext_RepeatedCalls_ContinueAndStartOver()
    {
        Add("build", 1, 2, 3, 4, 5);

        _queue.PeekNext("build", 2).ShouldBe([Task(1), Task(2)]);
        _queue.PeekNext("build", 2).ShouldBe([Task(3), Task(4)]);
        _queue.PeekNext("build", 2).ShouldBe([Task(5)]);
        _queue.PeekNext("build", 2).ShouldBe([], "the end of the round");
        _queue.PeekNext("build", 2).ShouldBe([Task(1), Task(2)]);
        _queue.Remove(Task(2));
        _queue.PeekNext("build", 2).ShouldBe([Task(1), Task(3)]);
        _queue.PeekNext("review", 2).ShouldBeEmpty();
    }

    [Fact]
    public void Kinds_AfterAddAndRemove_AreThoseWithWaitingTasks()
    {
        Add("build", 1);
        Add("review", 2);
        _queue.Remove(Task(1));

        _queue.Kinds.ShouldBe(["review"]);
    }

    private static TaskId Task(int number) => TaskId.Parse($"task-{number}");

    private void Add(string kind, params int[] numbers)
    {
        foreach (var number in numbers)
        {
            _queue.Add(Task(number), kind);
        }
    }
}
