using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Agents;
using Factory.Domain.Configuration;
using Factory.Domain.Kev;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;

namespace Factory.Domain.Routing;

/// <summary>
/// Chooses agent and model for a task, with a reason: the cheapest available model of the required tier that has quota
/// left. Every failed attempt and every rejection raises the tier by one. Records may change the model that a task
/// starts with. Failures of a provider do not raise the tier but lead to another provider.
/// </summary>
public static class RoutingPolicy
{
    private static readonly ThompsonStartPolicy ThompsonPolicy = new();
    private static readonly StaticStartPolicy StaticPolicy = new();

    /// <summary>Chooses for a task.</summary>
    /// <param name="task">A ready task.</param>
    /// <param name="config">Agents, catalogue and policy.</param>
    /// <param name="providers">All providers with their availability.</param>
    /// <param name="active">Tasks that are being worked on, which occupy agents and providers.</param>
    /// <param name="knowledge">Health of the providers and records; null for none.</param>
    public static RoutingDecision Choose(
        TaskView task,
        FactoryConfig config,
        IReadOnlyList<ProviderAvailability> providers,
        IReadOnlyList<ActiveTask> active,
        RoutingKnowledge? knowledge = null)
    {
        var capableAgents = config.Agents.Where(a => a.Kinds.Contains(task.Spec.Kind)).ToList();
        if (capableAgents.Count == 0)
        {
            return Unroutable(
                ErrorCodes.ConfigInvalid,
                $"No agent takes tasks of the kind '{task.Spec.Kind}'.",
                "Add the kind to 'kinds' in the front matter of a file in silo-config/agents");
        }

        if (!providers.Any(p => p.IsAvailable))
        {
            return Unroutable(
                ErrorCodes.NoProvider,
                "No model provider is available: " + string.Join("; ", providers.Select(p => $"{p.Provider.Name}: {p.Reason}")),
                "See: factory doctor");
        }

        if (task.Spec.Agent is { } pinned)
        {
            capableAgents.RemoveAll(a => a.Id != pinned);
            if (capableAgents.Count == 0)
            {
                return Unroutable(
                    ErrorCodes.ConfigInvalid,
                    $"The task is for {pinned}, which does not take tasks of the kind '{task.Spec.Kind}'.",
                    "Add the kind to 'kinds' in the agent's file in silo-config/agents, then: factory config reload && factory task " +
                    $"retry {task.Id}");
            }
        }

        // OrderBy is stable: among agents that are equally busy the order of the roster decides.
        var free = capableAgents.Where(a => active.Count(w => w.Agent == a.Id) < a.Parallelism)
            .OrderBy(a => active.Count(w => w.Agent == a.Id))
            .FirstOrDefault();
        return free is null
            ? new RoutingDecision.Deferred($"every agent for '{task.Spec.Kind}' is busy: " +
                $"{string.Join(", ", capableAgents.Select(a => a.Name))}")
            : ChooseModel(task, free, config, providers, active, knowledge ?? RoutingKnowledge.None);
    }

    /// <summary>The available models with the capabilities that a kind requires.</summary>
    public static List<ModelCandidate> CapableModels(
        string kind,
        FactoryConfig config,
        IReadOnlyList<ProviderAvailability> providers,
        IProviderHealth health)
    {
        var policy = config.Policy.KindOf(kind);
        return
        [
            .. providers
                .Where(p => p.IsAvailable)
                .SelectMany(p => p.Provider.Models.Select(m => (p.Provider, Model: m)))
                .Where(c => policy.Capabilities.All(c.Model.Capabilities.Contains))
                .Select(c =>
                    new ModelCandidate(
                        c.Provider,
                        c.Model,
                        health.Get(c.Provider.Name, c.Model.Ref.Model),
                        // A subscription is paid for already: one more call costs nothing.
                        c.Provider.Subscription is null ? policy.TypicalUsage.CostWith(c.Model) : Usd.Zero)),
        ];
    }

    private static RoutingDecision ChooseModel(
        TaskView task,
        AgentDefinition agent,
        FactoryConfig config,
        IReadOnlyList<ProviderAvailability> providers,
        IReadOnlyList<ActiveTask> active,
        RoutingKnowledge knowledge)
    {
        var policy = config.Policy.KindOf(task.Spec.Kind);
        var capable = CapableModels(task.Spec.Kind, config, providers, knowledge.Health);
        if (capable.Count == 0)
        {
            return Unroutable(
                ErrorCodes.NoModel,
                $"No available model has the capabilities {string.Join(", ", policy.Capabilities)}, which tasks of the kind " +
                $"'{task.Spec.Kind}' require.",
                "See: factory doctor, and 'capabilities' in silo-config/models.json");
        }

        var independent = capable.Where(c => IsIndependent(c.Model, task.Spec.ReviewSubject, config)).ToList();
        if (independent.Count == 0)
        {
            return NotIndependent(task, config);
        }

        var failures = new ProviderFailureHistory(task);
        var usable = independent.Where(c => failures.PermanentFailureOf(c.Provider.Name) is null).ToList();
        if (usable.Count == 0)
        {
            var problem = failures.PermanentFailureOf(independent[0].Provider.Name)!;
            return Unroutable(
                problem.Code,
                $"{problem.Message.TrimEnd('.')}. No other provider can do this task.",
                $"{problem.Hint?.Split(';')[0].TrimEnd('.')}, then: factory " +
                $"{(task.Spec.Run is { } run ? $"run retry {run}" : $"task retry {task.Id}")}");
        }

        // Deferred from here on, not unroutable: health and capacity recover without the operator.
        var accepting = usable.Where(c => c.Health.AcceptsCalls).ToList();
        if (accepting.Count == 0)
        {
            return new RoutingDecision.Deferred("every provider is unavailable: " +
                $"{string.Join("; ", usable.Select(c => $"{c.Provider.Name}: {c.Health.UnavailableReason ?? "no reason given"}").Distinct())}");
        }

        var available = accepting.Where(c => active.Count(w => w.Model.Provider == c.Provider.Name) < c.Provider.MaxConcurrentAttempts)
            .ToList();
        return available.Count == 0
            ? new RoutingDecision.Deferred("every provider is at its limit: " +
                $"{string.Join(", ", accepting.Select(c => c.Provider.Name).Distinct())}")
            : ChooseBest(task, agent, config, available, failures, knowledge);
    }

    private static RoutingDecision.Chosen ChooseBest(
        TaskView task,
        AgentDefinition agent,
        FactoryConfig config,
        List<ModelCandidate> available,
        ProviderFailureHistory failures,
        RoutingKnowledge knowledge)
    {
        var pyramid = new CostPyramid(task, agent, config, failures);
        var routing = config.Policy.Routing;
        var ranked = pyramid.Rank(
            available,
            routing.IsLearningEnabled
                ? new AcceptanceModel(knowledge.Records, task.Spec.Kind, agent.Id, routing.HalfLife)
                : null);
        var usage = config.Policy.KindOf(task.Spec.Kind).TypicalUsage;
        var eligible = ranked
            .Where(c =>
                c.Model.Tier >= pyramid.MinTier && c.HasQuotaFor(usage) && !failures.IsAvoided(c.Provider.Name) && !c.Provider.IsFallback)
            .ToList();

        // Records decide only where a task starts. After a setback, or where the pyramid prefers a model that is not
        // eligible (nothing reaches the tier, the quota is used up), its order stands: learning must not undo an
        // escalation.
        StartTierDecision? start = null;
        if (pyramid.Setbacks == 0 && failures.Count == 0 && eligible.Count > 0 && eligible[0] == ranked[0])
        {
            var policy = knowledge.StartPolicy ?? (config.Policy.Routing.IsLearningEnabled ? ThompsonPolicy : StaticPolicy);
            // What ends the path: rejections, which are limited by rounds, where results are reviewed; failed attempts
            // otherwise.
            var maxAttempts = task.Spec.RequiresReview ? task.Spec.MaxRounds : task.Spec.MaxAttempts;
            start = policy.Choose(new StartTierRequest(
                task,
                agent.Id,
                eligible.ConvertAll(c => c.Model),
                eligible.ConvertAll(c => (double)c.EstimatedCost.Amount),
                task.Spec.RequiresReview ? EstimateReviewCost(config, eligible.ConvertAll(c => c.Model)) : Usd.Zero,
                maxAttempts,
                config.Policy.Routing,
                knowledge.Records));
            var chosen = ranked.Find(c => c.Model == start.Model)!;
            ranked = [chosen, .. ranked.Where(c => c != chosen)];
        }

        var best = ranked[0].Model;
        var reason = knowledge.IncludeReason
            ? RoutingReason.Format(task, agent, ranked, pyramid, failures, knowledge.Records, start?.Reason)
            : "";
        return new RoutingDecision.Chosen(
            new TaskAssignment(agent.Id, best.Ref, best.Tier, reason) { Rehearsal = ranked[0].Provider.Api == ModelApi.Rehearsal },
            start is { } && config.Policy.Routing.IsLearningEnabled ? start.IsExploration : null,
            ranked.ConvertAll(c => c.Model));
    }

    /// <summary>
    /// Estimated cost of one review: its typical usage with the cheapest model of the tier that reviews require.
    /// </summary>
    internal static Usd EstimateReviewCost(FactoryConfig config, IReadOnlyList<ModelDefinition> eligible)
    {
        var review = config.Policy.KindOf(TaskKinds.Review);
        var prices = eligible.Where(m => m.Tier >= review.Tier).Select(review.TypicalUsage.CostWith).ToList();
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
            // A builder that the catalogue has lost could be of any family.
            ReviewIndependence.Family => config.Catalogue.Find(subject.Builder) is { } builder && model.Family != builder.Family,
            _ => model.Ref != subject.Builder,
        };
    }

    private static RoutingDecision.Unroutable NotIndependent(TaskView task, FactoryConfig config)
    {
        var builder = task.Spec.ReviewSubject!.Builder;
        var accept = $"accept it with: factory run retry {task.Spec.Run} --allow-same-reviewer";
        return config.Policy.Independence == ReviewIndependence.Family && config.Catalogue.Find(builder) is null
            ? Unroutable(
                ErrorCodes.ReviewerNotIndependent,
                $"The model that built this change ({builder}) is not in silo-config/models.json any more, so its family is unknown; "
                    + "a review requires another family.",
                $"Add {builder} with its family to silo-config/models.json again, or {accept}")
            : Unroutable(
                ErrorCodes.ReviewerNotIndependent,
                $"The only available model built this change ({builder}); a review requires another "
                    + $"{config.Policy.Independence.ToString().ToLowerInvariant()}.",
                $"Make a second model available, or {accept}");
    }

    private static RoutingDecision.Unroutable Unroutable(string code, string message, string hint) => new(new Problem(code, message, hint));
}
