using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Agents;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Agents;

public class AgentStateTests
{
    private static readonly AttemptId First = AttemptId.Parse("attempt-1"), Second = AttemptId.Parse("attempt-2");

    [Fact]
    public void WithStarted_SameAttemptAgain_CountsOnce() => new AgentState().WithStarted(First).WithStarted(Second).WithStarted(First).ActiveAttempts.ShouldBe([First, Second]);

    [Theory]
    [InlineData(AttemptStatus.Succeeded, 1, 0)]
    [InlineData(AttemptStatus.Failed, 0, 1)]
    [InlineData(AttemptStatus.Lost, 0, 0)]
    [InlineData(AttemptStatus.Cancelled, 0, 0)]
    public void WithEnded_AnyStatus_CountsSuccessesAndFailuresOnly(AttemptStatus status, int succeeded, int failed)
    {
        var agent = new AgentState { Succeeded = 5, Failed = 7, Cost = new Usd(1), Usage = new(10, 1) }.WithStarted(First).WithStarted(Second);

        var after = agent.WithEnded(First, status, new TokenUsage(100, 20), new Usd(0.5m));

        after.ActiveAttempts.ShouldBe([Second]);
        after.Succeeded.ShouldBe(5 + succeeded);
        after.Failed.ShouldBe(7 + failed);
        after.Usage.ShouldBe(new TokenUsage(110, 21));
        after.Cost.ShouldBe(new Usd(1.5m));
        after.WithEnded(First, status, new TokenUsage(100, 20), new Usd(0.5m)).ShouldBeSameAs(after, "the same attempt ends once");
    }

    [Fact]
    public void ToView_DefinitionAndState_AreCombined()
    {
        var view = (new AgentState { Succeeded = 2, Failed = 1 }).WithStarted(First).ToView(Given.Agent());
        view.Name.ShouldBe("Rex");
        view.ActiveAttempts.ShouldBe([First]);
        view.Succeeded.ShouldBe(2);
        view.Failed.ShouldBe(1);
    }
}
