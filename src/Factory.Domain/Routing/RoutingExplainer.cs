using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Routing;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Kev;
using Factory.Domain.Providers;
using Factory.Domain.Tasks;

namespace Factory.Domain.Routing;

/// <summary>
/// Explains what routing would choose now for a new task of a kind. It calls the policy itself, so that explanation and
/// choice cannot differ.
/// </summary>
public static class RoutingExplainer
{
    private static readonly TaskId HypotheticalTask = TaskId.Parse("task-hypothetical");

    /// <summary>Explains the choice for a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="only">Only this agent; null for any that takes the kind.</param>
    public static Result<RoutingView> Explain(
        string kind,
        AgentId? only,
        FactoryConfig config,
        IReadOnlyList<ProviderAvailability> providers,
        IReadOnlyList<ActiveTask> active,
        RoutingKnowledge knowledge)
    {
        if (only is { } id)
        {
            if (config.Agents.FirstOrDefault(a => a.Id == id) is not { } named)
            {
                return new Problem(ErrorCodes.NotFound, $"There is no agent {id}.", "List agents with: factory agents");
            }

            config = config with { Agents = [named] };
        }

        if (config.Agents.FirstOrDefault(a => a.Kinds.Contains(kind)) is not { } usual)
        {
            var kinds = string.Join(", ", config.Agents.SelectMany(a => a.Kinds).Distinct().Order(StringComparer.Ordinal));
            return new Problem(
                ErrorCodes.NotFound,
                only is null
                    ? $"No agent takes tasks of the kind '{kind}'."
                    : $"{config.Agents[0].Name} does not take tasks of the kind '{kind}'.",
                $"Kinds: {kinds}");
        }

        // The draws of the start policy follow from the task's id: with a constant one the explanation changes only
        // when the figures do.
        var task = TaskState.Open(HypotheticalTask, SpecOf(kind, config), default).ToView();
        var decision = RoutingPolicy.Choose(task, config, providers, active, knowledge);
        var chosen = decision as RoutingDecision.Chosen;
        var agent = chosen is null ? usual : config.Agents.First(a => a.Id == chosen.Assignment.Agent);
        var counted = knowledge.Records.ForKind(kind);
        return new RoutingView(
            kind,
            chosen?.Assignment.Agent,
            chosen?.Assignment.Model,
            decision switch
            {
                RoutingDecision.Chosen c => c.Assignment.Reason,
                RoutingDecision.Deferred b => b.Reason,
                RoutingDecision.Unroutable i => $"{i.Problem.Message} {i.Problem.Hint}",
                _ => "",
            },
            config.Policy.Routing.IsLearningEnabled,
            new CostPyramid(task, agent, config, new ProviderFailureHistory(task)).MinTier,
            counted.LearnedChoices,
            counted.Explorations,
            new CandidateTable(task, agent, config, providers, active, knowledge).Rows(chosen?.RankedModels ?? []));
    }

    /// <summary>A task as a pipeline opens it: reviewed if a stage of some pipeline reviews that kind.</summary>
    private static TaskSpec SpecOf(string kind, FactoryConfig config)
    {
        var reviewed = config.Pipelines.Any(p => p.Stages.Any(s => s.Kind == kind && p.Stages.Any(r => r.ReviewedStage == s.Name)));
        return new TaskSpec(kind, kind, "", ArtifactKind.Research, [], null, null, 1, null, reviewed, null, null, 3, []);
    }
}
