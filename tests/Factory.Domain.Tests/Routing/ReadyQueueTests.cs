using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Routing;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using FsCheck;
using FsCheck.Fluent;

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
        _queue.PeekNext("build", 2).ShouldBe([Task(3), Task(4)], "a task that has left does not lose the position");
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

    /// <summary>Whatever order they came in: the oldest run first, then within it as they came.</summary>
    [Fact]
    public void All_TasksOfSeveralRuns_AreInTheOrderOfTheRuns()
    {
        _queue.Add(View(1, "build", Given.Now, Given.Now.AddMinutes(2)));
        _queue.Add(View(2, "review", Given.Now.AddMinutes(9), Given.Now.AddMinutes(1)));
        _queue.Add(View(3, "build", Given.Now.AddMinutes(9), Given.Now.AddMinutes(1)));
        _queue.Add(View(4, "build", Given.Now));
        _queue.Add(View(5, "build", Given.Now.AddMinutes(9), Given.Now.AddMinutes(1)));

        _queue.All.ShouldBe([Task(4), Task(2), Task(3), Task(5), Task(1)]);
        _queue.PeekOldest("build", 2).ShouldBe([Task(4), Task(3)]);
        _queue.Kinds.ShouldBe(["build", "review"]);
        _queue.Remove(Task(4));
        _queue.Kinds.ShouldBe(["review", "build"], "the first task of a kind decides");
    }

    [Fact]
    public void PositionsOf_SomeTasks_CountsThoseOfTheirKindBefore()
    {
        Add("build", 1, 2, 3);
        Add("review", 4);

        _queue.PositionsOf([Task(3), Task(4), Task(9), Task(1)])
            .ShouldBe([(Task(1), "build", 0), (Task(3), "build", 2), (Task(4), "review", 0)], ignoreOrder: true);
        _queue.MoveToEnd(Task(1));
        _queue.PositionsOf([Task(1)]).ShouldBe([(Task(1), "build", 2)]);
    }

    /// <summary>One failed read costs a task its position once: tasks of later runs do not overtake it for ever.</summary>
    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 2 })]
    [InlineData(new[] { 2, 3, 4 })]
    public void MoveToEnd_TasksThatComeLater_AreBehindIt(int[] waiting)
    {
        _queue.Add(View(1, "build", Given.Now.AddMinutes(1)));
        foreach (var number in waiting)
        {
            _queue.Add(View(number, "build", Given.Now.AddMinutes(number)));
        }

        _queue.MoveToEnd(Task(1));
        _queue.Add(View(9, "build", Given.Now.AddMinutes(9)));
        _queue.Add(View(8, "build", Given.Now.AddMinutes(8)));

        _queue.All.ShouldBe([.. waiting.Select(Task), Task(1), Task(8), Task(9)]);
    }

    /// <summary>It does not come before where it was, either.</summary>
    [Fact]
    public void MoveToEnd_LastTask_StaysBehindTasksOfEarlierRuns()
    {
        _queue.Add(View(1, "build", Given.Now.AddMinutes(1)));
        _queue.Add(View(5, "build", Given.Now.AddMinutes(5)));

        _queue.MoveToEnd(Task(5));
        _queue.Add(View(3, "build", Given.Now.AddMinutes(3)));

        _queue.All.ShouldBe([Task(1), Task(3), Task(5)]);
    }

    /// <summary>A simple list that is sorted when it is read must agree after any sequence of changes.</summary>
    [Fact]
    public void AnyChanges_AgainstASortedList_GiveTheSameOrder() => Prop.ForAll(
        Gen.Choose(0, 9).Three().Select(t => (What: t.Item1, Task: t.Item2, Minute: t.Item3)).ArrayOf(60).ToArbitrary(),
        steps =>
        {
            var (queue, expected) = (new ReadyQueue(), new List<(DateTimeOffset Since, int Number, TaskId Task)>());
            foreach (var (step, number) in steps.Select((step, number) => (step, number)))
            {
                var (task, since) = (Task(step.Task), Given.Now.AddMinutes(step.Minute));
                if (step.What < 7)
                {
                    queue.Add(View(step.Task, "build", since));
                    expected.AddRange(expected.Exists(e => e.Task == task) ? [] : [(since, number, task)]);
                }
                else if (step.What < 9)
                {
                    queue.Remove(task);
                    expected.RemoveAll(e => e.Task == task);
                }
                else if (expected.Find(e => e.Task == task) is { Task: var found } moved && found == task)
                {
                    expected.Remove(moved);
                    queue.MoveToEnd(task);
                    expected.Add((expected.Select(e => e.Since).Append(moved.Since).Max(), number, task));
                }

                queue.All.ShouldBe(expected.OrderBy(e => (e.Since, e.Number)).Select(e => e.Task));
                queue.Count.ShouldBe(expected.Count);
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private static TaskView View(int number, string kind, DateTimeOffset createdAt, DateTimeOffset? runStartedAt = null) =>
        TaskState.Open(Task(number), Given.Spec(kind) with { RunStartedAt = runStartedAt }, createdAt).ToView();

    private static TaskId Task(int number) => TaskId.Parse($"task-{number}");

    private void Add(string kind, params int[] numbers)
    {
        foreach (var number in numbers)
        {
            _queue.Add(View(number, kind, Given.Now));
        }
    }
}
