using Factory.Configuration.Agents;
using Factory.Configuration.Pipelines;
using Factory.Configuration.Policies;
using Factory.Configuration.Reading;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;

namespace Factory.Configuration;

/// <summary>Checks the rules between files.</summary>
internal static class CrossFileRules
{
    /// <summary>Reports every violated rule.</summary>
    /// <param name="targets">Names of the deploy targets; empty to leave them unchecked.</param>
    public static void Check(
        IReadOnlyList<ParsedAgent> agents,
        IReadOnlyList<ParsedPipeline> pipelines,
        FactoryPolicy? policy,
        IReadOnlyCollection<string> targets)
    {
        CheckNames(agents);
        CheckAgentKinds(agents, pipelines, policy);
        CheckStageKinds(agents, pipelines);
        CheckTargets(pipelines, targets);
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
    private static void CheckAgentKinds(IReadOnlyList<ParsedAgent> agents, IReadOnlyList<ParsedPipeline> pipelines, FactoryPolicy? policy)
    {
        // Kinds can be declared in the policy alone. If it cannot be parsed, each of them would be reported as unknown.
        if (policy is null)
        {
            return;
        }

        var known = pipelines.SelectMany(p => p.Pipeline.Stages)
            .Select(s => s.Kind)
            .Concat(policy.Kinds.Keys)

            // A stage without a kind is reported on its own, and must not become a spelling suggestion here.
            .Where(k => k.Length > 0)
            .ToHashSet();
        foreach (var agent in agents)
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

    private static void CheckStageKinds(IReadOnlyList<ParsedAgent> agents, IReadOnlyList<ParsedPipeline> pipelines)
    {
        var taken = agents.SelectMany(a => a.Agent.Kinds).ToHashSet();
        foreach (var (stage, section) in pipelines.SelectMany(p => p.Stages)
            .Where(s => s.Stage.Kind.Length > 0 && !taken.Contains(s.Stage.Kind)))
        {
            section.ReportProblem(
                "kind",
                $"no agent takes the kind '{ConfigProblems.Quote(stage.Kind)}' of stage '{ConfigProblems.Quote(stage.Name)}'; add it to " +
                $"'kinds' of an agent{SpellingSuggestion.Hint(stage.Kind, taken)}");
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
