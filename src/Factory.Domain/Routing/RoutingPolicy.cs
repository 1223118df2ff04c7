using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Tasks;
using Factory.Domain.Agents;
using Factory.Domain.Configuration;
using Factory.Domain.Kev;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;

namespace Factory.Domain.Routing;

/// <summary>
/// Chooses agent and model for a task, in code and with a reason: the cheapest available model that is good enough and has quota left, one
/// tier up for every failed attempt and every review that sent the work back. Experience may move where a task starts. Trouble of a
/// provider raises no tier but leads to another provider. A model may propose; this decides.
/// </summary>
public static class RoutingPolicy
{
    private static readonly ThompsonStartPolicy ThompsonPolicy = new();
    private static readonly StaticStartPolicy StaticPolicy = new();

    /// <summary>Chooses.</summary>
    /// <param name="task">A ready task.</param>
    /// <param name="knowledge">Quotas and experience; null for none.</param>
    public static RoutingDecision Choose(
        TaskView task, FactoryConfig config, IReadOnlyList<ProviderAvailability> providers, IReadOnlyList<ActiveTask> active, RoutingKnowledge? knowledge = null)
    {
        var able = config.Agents.Where(a => a.Kinds.Contains(task.Spec.Kind)).ToList();
        if (able.Count == 0)
        {
            return Unroutable(
                ErrorCodes.ConfigInvalid,
                $"No agent takes tasks of the kind '{task.Spec.Kind}'.",
                "Add the kind to 'kinds' in the front matter of a file in silo-config/agents");
        }

        if (!providers.Any(p => p.IsAvailable))
        {
            return Unroutable(ErrorCodes.NoProvider, "No model provider is available: " + string.Join("; ", providers.Select(p => $"{p.Provider.Name}: {p.Reason}")), "See: factory doctor");
        }

        if (task.Spec.Agent is { } pinned)
        {
            able.RemoveAll(a => a.Id != pinned);
            if (able.Count == 0)
            {
                return Unroutable(
                    ErrorCodes.ConfigInvalid,
                    $"The task is for {pinned}, which does not take tasks of the kind '{task.Spec.Kind}'.",
                    $"Add the kind to 'kinds' in the agent's file in silo-config/agents, then: factory config reload && factory task retry {task.Id}");
            }
        }

        var free = able.Where(a => active.Count(w => w.Agent == a.Id) < a.Parallelism).OrderBy(a => active.Count(w => w.Agent == a.Id)).FirstOrDefault();
        return free is null
            ? new RoutingDecision.Deferred($"every agent for '{task.Spec.Kind}' is at work: {string.Join(", ", able.Select(a => a.Name))}")
            : ChooseModel(task, free, config, providers, active, knowledge ?? RoutingKnowledge.None);
    }

    /// <summary>Models that can do what a kind needs, wherever they are available.</summary>
    public static List<ModelCandidate> CapableModels(string kind, FactoryConfig config, IReadOnlyList<ProviderAvailability> providers, IProviderHealth standing)
    {
        var policy = config.Policy.KindOf(kind);
        return
        [
            .. providers
                .Where(p => p.IsAvailable)
                .SelectMany(p => p.Provider.Models.Select(m => (p.Provider, Model: m)))
                .Where(c => policy.Capabilities.All(c.Model.Capabilities.Contains))
                .Select(c => new ModelCandidate(c.Provider, c.Model, standing.Get(c.Provider.Name, c.Model.Ref.Model), c.Provider.Subscription is null ? policy.TypicalUsage.CostWith(c.Model) : Usd.Zero)),
        ];
    }

    private static RoutingDecision ChooseModel(
        TaskView task, AgentDefinition agent, FactoryConfig config, IReadOnlyList<ProviderAvailability> providers, IReadOnlyList<ActiveTask> active, RoutingKnowledge knowledge)
    {
        var policy = config.Policy.KindOf(task.Spec.Kind);
        var capable = CapableModels(task.Spec.Kind, config, providers, knowledge.Health);
        if (capable.Count == 0)
        {
            return Unroutable(ErrorCodes.NoModel, $"No available model can do {string.Join(", ", policy.Capabilities)}, which tasks of the kind '{task.Spec.Kind}' need.", "See: factory doctor, and 'capabilities' in silo-config/models.json");
        }

        var independent = capable.Where(c => IsIndependent(c.Model, task.Spec.ReviewSubject, config)).ToList();
        if (independent.Count == 0)
        {
            return Unroutable(
                ErrorCodes.ReviewerNotIndependent,
                $"The only model there is built this change ({task.Spec.ReviewSubject!.Builder}); a review needs another {config.Policy.Independence.ToString().ToLowerInvariant()}.",
                $"Make a second model available, or accept it with: factory run retry {task.Spec.Run} --allow-same-reviewer");
        }

        var trouble = new ProviderFailureHistory(task);
        var usable = independent.Where(c => trouble.PermanentFailureOf(c.Provider.Name) is null).ToList();
        if (usable.Count == 0)
        {
            var shut = trouble.PermanentFailureOf(independent[0].Provider.Name)!;
            return Unroutable(shut.Code, $"{shut.Message.TrimEnd('.')}. No other provider can do this task.", $"{shut.Hint?.Split(';')[0].TrimEnd('.')}, then: factory {(task.Spec.Run is { } run ? $"run retry {run}" : $"task retry {task.Id}")}");
        }

        var serving = usable.Where(c => c.Health.AcceptsCalls).ToList();
        if (serving.Count == 0)
        {
            return new RoutingDecision.Deferred($"every provider is unavailable: {string.Join("; ", usable.Select(c => $"{c.Provider.Name}: {c.Health.UnavailableReason ?? "no reason given"}").Distinct())}");
        }

        var open = serving.Where(c => active.Count(w => w.Model.Provider == c.Provider.Name) < c.Provider.MaxConcurrentAttempts).ToList();
        return open.Count == 0
            ? new RoutingDecision.Deferred($"every provider is at its limit: {string.Join(", ", serving.Select(c => c.Provider.Name).Distinct())}")
            : ChooseBest(task, agent, config, open, trouble, knowledge);
    }

    private static RoutingDecision.Chosen ChooseBest(
        TaskView task, AgentDefinition agent, FactoryConfig config, List<ModelCandidate> open, ProviderFailureHistory trouble, RoutingKnowledge knowledge)
    {
        var pyramid = new Pyramid(task, agent, config, trouble);
        var ranked = pyramid.Rank(open);
        var size = config.Policy.KindOf(task.Spec.Kind).TypicalUsage;
        var ladder = ranked.Where(c => c.Model.Tier >= pyramid.MinTier && c.HasQuotaFor(size) && !trouble.IsAvoided(c.Provider.Name) && !c.Provider.IsFallback).ToList();
        StartTierDecision? start = null;
        if (pyramid.Setbacks == 0 && trouble.Count == 0 && ladder.Count > 0 && ladder[0] == ranked[0])
        {
            var chooser = knowledge.StartPolicy ?? (config.Policy.Routing.IsLearningEnabled ? ThompsonPolicy : StaticPolicy);
            var tries = task.Spec.RequiresReview ? task.Spec.MaxRounds : task.Spec.MaxAttempts;
            start = chooser.Choose(new StartTierRequest(task, agent.Id, ladder.ConvertAll(c => c.Model), ladder.ConvertAll(c => (double)c.EstimatedCost.Amount), task.Spec.RequiresReview ? EstimateReviewCost(config, ladder) : Usd.Zero, tries, config.Policy.Routing, knowledge.Records));
            var moved = ranked.Find(c => c.Model == start.Model)!;
            ranked = [moved, .. ranked.Where(c => c != moved)];
        }

        var best = ranked[0].Model;
        var reason = knowledge.IncludeReason ? RoutingReason.Format(task, agent, ranked, pyramid, trouble, knowledge.Records, start?.Reason) : "";
        return new RoutingDecision.Chosen(new TaskAssignment(agent.Id, best.Ref, best.Tier, reason), start is { } && config.Policy.Routing.IsLearningEnabled ? start.IsExploration : null, ranked.ConvertAll(c => c.Model));
    }

    /// <summary>What a review of a result costs: its typical size with the cheapest model that is good enough for reviews.</summary>
    private static Usd EstimateReviewCost(FactoryConfig config, List<ModelCandidate> ladder)
    {
        var review = config.Policy.KindOf(TaskKinds.Review);
        var prices = ladder.Where(c => c.Model.Tier >= review.Tier).Select(c => review.TypicalUsage.CostWith(c.Model)).ToList();
        return prices.Count == 0 ? Usd.Zero : prices.Min();
    }

    private static bool IsIndependent(ModelDefinition model, ReviewSubject? subject, FactoryConfig config)
    {
        if (subject is null || subject.AllowSameModel)
        {
            return true;
        }

        return config.Policy.Independence switch
        {
            ReviewIndependence.Provider => model.Ref.Provider != subject.Builder.Provider,
            ReviewIndependence.Family => model.Family != config.Catalogue.Find(subject.Builder)?.Family,
            _ => model.Ref != subject.Builder,
        };
    }

    private static RoutingDecision.Unroutable Unroutable(string code, string message, string hint) => new(new Problem(code, message, hint));
}
