using Factory.Configuration.Agents;
using Factory.Configuration.Models;
using Factory.Configuration.Pipelines;
using Factory.Configuration.Policies;
using Factory.Configuration.Reading;
using Factory.Configuration.Runners;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;

namespace Factory.Configuration;

/// <summary>Checks the rules between files.</summary>
internal static class CrossFileRules
{
    /// <summary>Reports every violated rule.</summary>
    /// <param name="config">What could be read.</param>
    /// <param name="targets">Names of the deploy targets; empty to leave them unchecked.</param>
    public static void Check(ParsedConfig config, IReadOnlyCollection<string> targets)
    {
        CheckNames(config.Agents);
        CheckAgentKinds(config);
        CheckStageKinds(config);
        CheckTargets(config.Pipelines, targets);
        CheckActionClasses(config.Pipelines, config.Policy);
        CheckModels(config.Agents, config.Catalogue);
        CheckRunners(config);
    }

    private static void CheckNames(IReadOnlyList<ParsedAgent> agents)
    {
        foreach (var twin in agents.GroupBy(a => a.Agent.Name, StringComparer.OrdinalIgnoreCase).SelectMany(g => g.Skip(1)))
        {
            twin.Section.ReportProblem(
                "name",
                $"the agent '{ConfigProblems.Quote(twin.Agent.Name)}' exists already in " +
                $"{agents.First(a => a.Agent.Name.Equals(twin.Agent.Name, StringComparison.OrdinalIgnoreCase)).Section.File.Name}; give " +
                "each its own name");
        }
    }

    /// <summary>
    /// Rejects kinds that no pipeline and no policy has: nearly always a typing error, and the agent would never get a
    /// task.
    /// </summary>
    private static void CheckAgentKinds(ParsedConfig config)
    {
        // Kinds can be declared in the policy alone. If it cannot be parsed, each of them would be reported as unknown.
        if (config.Policy is null)
        {
            return;
        }

        var known = KnownKinds(config);
        foreach (var agent in config.Agents)
        {
            foreach (var kind in agent.Agent.Kinds.Where(k => !known.Contains(k)))
            {
                agent.Section.ReportProblem(
                    "kinds",
                    $"the kind '{kind}' is unknown; use it in a pipeline or add it under 'kinds' in " +
                    $"{PolicyFile.Name}{SpellingSuggestion.Hint(kind, known)}");
            }
        }
    }

    private static void CheckStageKinds(ParsedConfig config)
    {
        // An agent that cannot be parsed may take any kind.
        if (!config.AreAllAgentsRead)
        {
            return;
        }

        var taken = config.Agents.SelectMany(a => a.Agent.Kinds).ToHashSet();
        var known = KnownKinds(config);

        // Kinds that an agent has misspelt: they are reported in the agent's file, and the pipeline is right.
        var misspelt = config.Policy is not { } policy ? [] : taken.Where(k => !known.Contains(k))
            .Select(k => SpellingSuggestion.Find(k, known))
            .Where(k => k is not null && policy.Kinds.ContainsKey(k))
            .ToHashSet();
        foreach (var (stage, section) in config.Pipelines.SelectMany(p => p.Stages)
            .Where(s => s.Stage.Kind.Length > 0 && !taken.Contains(s.Stage.Kind) && !misspelt.Contains(s.Stage.Kind)))
        {
            section.ReportProblem(
                "kind",
                $"no agent takes the kind '{ConfigProblems.Quote(stage.Kind)}' of stage '{ConfigProblems.Quote(stage.Name)}'; add it to " +
                $"'kinds' of an agent{SpellingSuggestion.Hint(stage.Kind, taken)}");
        }
    }

    /// <summary>The kinds of all pipelines and of the policy.</summary>
    private static HashSet<string> KnownKinds(ParsedConfig config) =>
        [.. config.Pipelines.SelectMany(p => p.Pipeline.Stages)
            .Select(s => s.Kind)
            .Concat(config.Policy?.Kinds.Keys ?? [])

            // A stage without a kind is reported on its own, and must not become a spelling suggestion.
            .Where(k => k.Length > 0)];

    /// <summary>
    /// Rejects classes that look like a misspelt one of the policy. Others may be left out of it: they wait for
    /// approval.
    /// </summary>
    private static void CheckActionClasses(IReadOnlyList<ParsedPipeline> pipelines, FactoryPolicy? policy)
    {
        foreach (var (stage, section) in policy is null ? [] : pipelines.SelectMany(p => p.Stages))
        {
            if (stage.Action?.ActionClass is { Length: > 0 } action
                && !policy!.Actions.Tiers.ContainsKey(action)
                && SpellingSuggestion.Find(action, policy.Actions.Tiers.Keys) is { } near)
            {
                section.ReportProblem(
                    "action",
                    $"the action class '{ConfigProblems.Quote(action)}' is not listed under 'actions' in {PolicyFile.Name}; did you mean " +
                    $"'{near}'? If not, list it there");
            }
        }
    }

    /// <summary>
    /// Rejects models that their provider does not have, and providers that look misspelt. Others may be missing from a
    /// catalogue that was cut down: an agent then uses the next model of its list. Ollama serves what was pulled.
    /// </summary>
    private static void CheckModels(IReadOnlyList<ParsedAgent> agents, ParsedCatalogue? catalogue)
    {
        var providers = (catalogue?.Listed.Providers ?? []).GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.First());
        foreach (var (agent, model) in providers.Count == 0 ? [] : agents.SelectMany(a => a.Agent.Models, (a, m) => (a, m)))
        {
            if (!providers.TryGetValue(model.Provider, out var provider))
            {
                if (SpellingSuggestion.Find(model.Provider, providers.Keys) is { } near)
                {
                    ReportModel(agent, $"{CatalogueFile.Name} has no provider '{model.Provider}'; did you mean '{near}'?");
                }
            }
            else if (provider.Api != ModelApi.OllamaChat && provider.Models.All(m => m.Ref != model))
            {
                var names = provider.Models.Select(m => m.Ref.Model).ToList();
                ReportModel(
                    agent,
                    $"{CatalogueFile.Name} has no model '{ConfigProblems.Quote(model.ToString())}'" +
                    $"{SpellingSuggestion.Hint(model.Model, names)}; {model.Provider} has {string.Join(", ", names)}");
            }
        }

        static void ReportModel(ParsedAgent agent, string message) => agent.Section.ReportProblem("models", message);
    }

    private static void CheckRunners(ParsedConfig config)
    {
        foreach (var agent in config.Agents)
        {
            foreach (var runner in agent.Agent.Runners.Where(r => !config.Runners.Contains(r)))
            {
                agent.Section.ReportProblem(
                    "runners",
                    $"the runner '{ConfigProblems.Quote(runner)}' has no file; add "
                    + $"{RunnerFile.Folder}/{ConfigProblems.Quote(runner)}.yaml or remove it{SpellingSuggestion.Hint(runner, config.Runners)}");
            }
        }
    }

    private static void CheckTargets(IReadOnlyList<ParsedPipeline> pipelines, IReadOnlyCollection<string> targets)
    {
        foreach (var (stage, section) in pipelines.SelectMany(p => p.Stages))
        {
            if (targets.Count > 0 && stage.Action is { Kind: TaskActionKind.Deploy, Target: { } target } && !targets.Contains(target))
            {
                section.ReportProblem(
                    "action",
                    $"the deploy target '{ConfigProblems.Quote(target)}' is unknown; targets are " +
                    $"{string.Join(", ", targets)}{SpellingSuggestion.Hint(target, targets)}");
            }
        }
    }
}
