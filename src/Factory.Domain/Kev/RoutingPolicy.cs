using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Agents;
using Factory.Domain.Configuration;
using Factory.Domain.Models;

namespace Factory.Domain.Kev;

/// <summary>
/// Chooses agent and model for a task, in code and with a reason: the cheapest available model that is good enough, one tier up for every
/// failed attempt and every review that sent the work back. Trouble of a provider raises no tier but leads to another provider. A model may
/// propose; this decides.
/// </summary>
public static class RoutingPolicy
{
    /// <summary>Chooses.</summary>
    /// <param name="task">A ready task.</param>
    public static RoutingDecision Choose(TaskView task, FactoryConfig config, IReadOnlyList<ProviderAvailability> providers, IReadOnlyList<ActiveWork> active)
    {
        var able = config.Agents.Where(a => a.Kinds.Contains(task.Spec.Kind)).ToList();
        if (able.Count == 0)
        {
            return Impossible(
                ErrorCodes.ConfigInvalid,
                $"No agent takes tasks of the kind '{task.Spec.Kind}'.",
                "Add the kind to 'kinds' in the front matter of a file in silo-config/agents");
        }

        if (!providers.Any(p => p.IsAvailable))
        {
            return Impossible(ErrorCodes.NoProvider, "No model provider is available: " + string.Join("; ", providers.Select(p => $"{p.Provider.Name}: {p.Reason}")), "See: factory doctor");
        }

        var free = able.Where(a => active.Count(w => w.Agent == a.Id) < a.Parallelism).OrderBy(a => active.Count(w => w.Agent == a.Id)).FirstOrDefault();
        return free is null
            ? new RoutingDecision.Busy($"every agent for '{task.Spec.Kind}' is at work: {string.Join(", ", able.Select(a => a.Name))}")
            : ChooseModel(task, free, config, providers, active);
    }

    private static RoutingDecision ChooseModel(TaskView task, AgentDefinition agent, FactoryConfig config, IReadOnlyList<ProviderAvailability> providers, IReadOnlyList<ActiveWork> active)
    {
        var policy = config.Policy.KindOf(task.Spec.Kind);
        var capable = providers
            .Where(p => p.IsAvailable)
            .SelectMany(p => p.Provider.Models.Select(m => (Provider: p.Provider, Model: m)))
            .Where(c => policy.Capabilities.All(c.Model.Capabilities.Contains))
            .ToList();
        if (capable.Count == 0)
        {
            return Impossible(ErrorCodes.NoModel, $"No available model can do {string.Join(", ", policy.Capabilities)}, which tasks of the kind '{task.Spec.Kind}' need.", "See: factory doctor, and 'capabilities' in silo-config/models.json");
        }

        var independent = capable.Where(c => IsIndependent(c.Model, task.Spec.Reviews, config)).ToList();
        if (independent.Count == 0)
        {
            return Impossible(
                ErrorCodes.ReviewerNotIndependent,
                $"The only model there is built this change ({task.Spec.Reviews!.Builder}); a review needs another {config.Policy.Independence.ToString().ToLowerInvariant()}.",
                $"Make a second model available, or accept it with: factory run retry {task.Spec.Run} --allow-same-reviewer");
        }

        var trouble = new ProviderTrouble(task);
        var usable = independent.Where(c => trouble.Shut(c.Provider.Name) is null).ToList();
        if (usable.Count == 0)
        {
            var shut = trouble.Shut(independent[0].Provider.Name)!;
            return Impossible(shut.Code, $"{shut.Message.TrimEnd('.')}. No other provider can do this task.", $"{shut.Hint?.Split(';')[0].TrimEnd('.')}, then: factory {(task.Spec.Run is { } run ? $"run retry {run}" : $"task retry {task.Id}")}");
        }

        var open = usable.Where(c => active.Count(w => w.Model.Provider == c.Provider.Name) < c.Provider.Concurrency).ToList();
        if (open.Count == 0)
        {
            return new RoutingDecision.Busy($"every provider is at its limit: {string.Join(", ", usable.Select(c => c.Provider.Name).Distinct())}");
        }

        var setbacks = task.Setbacks - trouble.Count;
        var floor = (ModelTier)Math.Min((int)ModelTier.Premium, Math.Max((int)policy.Tier, (int)agent.Tier) + setbacks);
        var ranked = Rank(open.ConvertAll(c => c.Model), floor, agent, setbacks, trouble);
        var best = ranked[0];
        return new RoutingDecision.Chosen(new TaskAssignment(agent.Id, best.Ref, best.Tier, Explain(task, agent, best, floor, setbacks, open.First(c => c.Model == best).Provider.Stopgap, ranked, trouble)));
    }

    /// <summary>Best first: preferred models that are good enough, then the cheapest that is good enough, then, where nothing is good enough, the best there is; of equals those whose provider gave no trouble.</summary>
    private static List<ModelDefinition> Rank(List<ModelDefinition> models, ModelTier floor, AgentDefinition agent, int setbacks, ProviderTrouble trouble) =>
    [
        .. models
            .OrderBy(m => m.Tier < floor)
            .ThenBy(m => trouble.IsAvoided(m.Ref.Provider))
            .ThenBy(m => setbacks == 0 && agent.Models.Contains(m.Ref) ? agent.Models.ToList().IndexOf(m.Ref) : int.MaxValue)
            .ThenBy(m => Math.Abs((int)m.Tier - (int)floor))
            .ThenBy(m => m.OutputPrice.Amount)
            .ThenBy(m => m.InputPrice.Amount)
            .ThenBy(m => m.Ref.ToString(), StringComparer.Ordinal),
    ];

    private static string Explain(TaskView task, AgentDefinition agent, ModelDefinition best, ModelTier floor, int setbacks, bool stopgap, List<ModelDefinition> ranked, ProviderTrouble trouble)
    {
        var why = stopgap ? "no real model is available, so this one plays the part"
            : best.Tier < floor ? $"nothing at tier {Word(floor)} is available, this is the best there is"
            : setbacks == 0 && agent.Models.Contains(best.Ref) ? $"{agent.Name} prefers it"
            : $"the cheapest at tier {Word(floor)} or above";
        var raised = setbacks > 0 && !stopgap ? $", raised after {setbacks} setback{(setbacks == 1 ? "" : "s")}" : "";
        var review = task.Spec.Reviews is { } r
            ? r.AllowSameModel && r.Builder == best.Ref ? "; the builder's own model reviews, as the operator allowed" : $"; not the builder's {r.Builder}"
            : "";
        var avoided = trouble.Avoided.Where(p => p != best.Ref.Provider).ToList() is { Count: > 0 } others ? $"; {string.Join(" and ", others)} failed before" : "";
        var next = ranked.Count > 1 ? $"; next: {ranked[1].Ref}" : "";
        return $"chose {agent.Name} with {best.Ref} (tier {Word(best.Tier)}) for {task.Spec.Kind}: {why}{raised}{avoided}{review}{next}";
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

    private static RoutingDecision.Impossible Impossible(string code, string message, string hint) => new(new Problem(code, message, hint));

    private static string Word(ModelTier tier) => tier.ToString().ToLowerInvariant();
}
