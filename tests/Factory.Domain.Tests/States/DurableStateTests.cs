using Factory.Contracts.Events;
using Factory.Domain.Events;
using Factory.Domain.Indexing;
using Factory.Domain.Outbox;
using Factory.Domain.States;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.States;

public class DurableStateTests
{
    [Fact]
    public void AcceptChanges_StagedMeanwhile_StaysPending()
    {
        var state = new DurableState<string>();
        state.Stage("one", [Event("a"), Event("b")], [Message("a")]);
        state.Stage("two", [Event("c")], [Message("b")]);
        state.Value.ShouldBe("two");
        state.PendingEvents.Select(e => e.Message).ShouldBe(["a", "b", "c"]);
        state.PendingMessages.ShouldBe([Message("a"), Message("b")]);

        state.AcceptChanges(events: 2, messages: 1);

        state.PendingEvents.Select(e => e.Message).ShouldBe(["c"]);
        state.PendingMessages.ShouldBe([Message("b")]);
    }

    [Fact]
    public void ToIndexRow_StateWithoutRow_IsNull()
    {
        new DurableState<string> { Value = "text" }.ToIndexRow().ShouldBeNull();
        new DurableState<Row>().ToIndexRow().ShouldBeNull();
        new DurableState<Row> { Value = new Row() }.ToIndexRow()!.Key.ShouldBe("row-1");
    }

    [Fact]
    public void EventData_NullValue_IsLeftOut() =>
        EventData.Of(("a", "1"), ("b", null)).ShouldBe(new Dictionary<string, string> { ["a"] = "1" });

    private static FactoryEvent Event(string message) =>
        new(0, Given.Now, EventTypes.RunStatusChanged, "run-1", null, null, message, EventData.Of());

    private static OutboxMessage Message(string about) => new(OutboxStreams.Run, "run-1", about);

    private sealed class Row : IIndexed
    {
        public IndexRow ToIndexRow() => new("row", "row-1", null, "there", Given.Now, "{}");
    }
}
