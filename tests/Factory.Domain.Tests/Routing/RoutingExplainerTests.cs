using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Contracts.Routing;
using Factory.Contracts.Tasks;
using Factory.Domain.Kev;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Domain.Routing;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Routing;

/// <summary>The figures and reasons that the operator reads are those by which the policy chooses.</summary>
public class RoutingExplainerTests
{
    private static readonly AgentId Rex = AgentId.Parse("agent-rex");

    /// <summary>
    /// One model of 0.24 USD an attempt, accepted with 0.7 at first and 0.6 later: 1.42 attempts for 0.952 acceptances.
    /// </summary>
    [Theory]
    [InlineData(TaskKinds.Build, false, 0.7160)]
    [InlineData(TaskKinds.Research, false, 0.3580)]
    [InlineData(TaskKinds.Build, true, 0.3580)]
    [InlineData(TaskKinds.Research, true, 0)]
    public void Explain_CostPerAccepted_CountsTheReviewsAndNoPaidSubscription(string kind, bool isSubscribed, double expected)
    {
        var provider = Given.Provider(models: [Given.Model(Given.SmallModel, ModelTier.Cheap)]);
        var row = Explain(kind, isSubscribed
            ? provider with { Subscription = new SubscriptionWindow(TimeSpan.FromHours(5), 1_000_000_000) }
            : provider).Candidates.ShouldHaveSingleItem();

        row.CostPerAcceptedUsd!.Value.Amount.ShouldBe((decimal)expected);
    }

    public static TheoryData<string, ProviderAvailability, ActiveTask[], string?> Exclusions => new()
    {
        { "can be chosen", Available(), [], null },
        { "no key", new ProviderAvailability(Given.Provider(), false, "KEY is not set"), [], "KEY is not set" },
        {
            "neither tools nor key",
            Available(Given.Model(Given.SmallModel, ModelTier.Cheap, 1, "f", "json")) with
            {
                IsAvailable = false,
                Reason = "KEY is not set"
            },
            [],
            "cannot do tools"
        },
        { "no tools", Available(Given.Model(Given.SmallModel, ModelTier.Cheap, 1, "f", "json")), [], "cannot do tools" },
        {
            "no place",
            new ProviderAvailability(Given.Provider(concurrency: 1), true, ""),
            [new ActiveTask(TaskId.Parse("task-8"), AgentId.Parse("agent-hawk"), Given.SmallModel)],
            "lab is at its limit of 1 attempt at once"
        },
    };

    [Theory]
    [MemberData(nameof(Exclusions))]
    public void Explain_ModelThatCannotBeChosen_HasTheReasonThatTookEffect(
        string name,
        ProviderAvailability provider,
        ActiveTask[] active,
        string? reason)
    {
        var config = Given.Config(providers: [provider.Provider]);
        var view = RoutingExplainer.Explain(TaskKinds.Build, null, config, [provider], active, RoutingKnowledge.None).Value!;

        view.Candidates.First(c => c.Model == Given.SmallModel).ExclusionReason.ShouldBe(reason, name);
        (view.Model is null).ShouldBe(reason is not null, name);
    }

    [Theory]
    [InlineData("agent-nobody", TaskKinds.Build, "There is no agent agent-nobody.")]
    [InlineData("agent-scout", TaskKinds.Build, "Scout does not take tasks of the kind 'build'.")]
    [InlineData(null, "dance", "No agent takes tasks of the kind 'dance'.")]
    public void Explain_NothingToExplain_IsNotFound(string? agent, string kind, string message)
    {
        var problem = RoutingExplainer.Explain(
            kind, agent is null ? null : AgentId.Parse(agent), Given.Config(), [Available()], [], RoutingKnowledge.None).Problem!;
        (problem.Code, problem.Message).ShouldBe((ErrorCodes.NotFound, message));
    }

    [Fact]
    public void Explain_Records_CountsAttemptsOfTheAgentAndTheKindOnly()
    {
        var ann = AgentId.Parse("agent-ann");
        var records = new[] { (Rex, "build", true), (Rex, "build", false), (ann, "build", true), (Rex, "docs", true) }
            .Aggregate(
                RoutingRecords.Empty,
                (sum, r) => sum.AddOutcome(new RoutingOutcome(r.Item2, r.Item1, Given.SmallModel, false, r.Item3, 1), 50));
        var config = Given.Config();
        var view = RoutingExplainer.Explain(
            TaskKinds.Build, null, config, [Available()], [], new RoutingKnowledge(new UnknownHealth(), records)).Value!;

        var row = view.Candidates.First(c => c.Model == Given.SmallModel);
        (row.Attempts, row.Accepted).ShouldBe((2, 1));
        view.Candidates.First(c => c.Model == Given.LargeModel).Attempts.ShouldBe(0);
    }

    private static ProviderAvailability Available(params ModelDefinition[] models) =>
        new(Given.Provider(models: models), true, "there");

    private static RoutingView Explain(string kind, ProviderDefinition provider) => RoutingExplainer.Explain(
        kind, null, Given.Config(providers: [provider]), [new ProviderAvailability(provider, true, "")], [], RoutingKnowledge.None).Value!;
}
