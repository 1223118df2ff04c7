using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;

namespace Factory.Silo.Configuration;

/// <summary>What must hold between the files.</summary>
internal static class ConfigChecks
{
    /// <summary>Notes everything that does not fit together.</summary>
    /// <param name="targets">Names of the deploy targets; empty to leave them unchecked.</param>
    public static void Check(
        IReadOnlyList<ParsedAgent> agents,
        IReadOnlyList<ParsedPipeline> pipelines,
        FactoryPolicy? policy,
        IReadOnlyCollection<string> targets,
        ConfigProblems problems)
    {
        CheckNames(agents, problems);
        CheckAgentKinds(agents, pipelines, policy, problems);
        CheckStageKinds(agents, pipelines);
        CheckTargets(pipelines, targets);
    }

    private static void CheckNames(IReadOnlyList<ParsedAgent> agents, ConfigProblems problems)
    {
        foreach (var twin in agents.GroupBy(a => a.Agent.Name, StringComparer.OrdinalIgnoreCase).SelectMany(g => g.Skip(1)))
        {
            problems.Add(twin.File, twin.NameLine, $"the agent '{ConfigProblems.Quote(twin.Agent.Name)}' exists already in {agents.First(a => a.Agent.Name.Equals(twin.Agent.Name, StringComparison.OrdinalIgnoreCase)).File}; give each its own name");
        }
    }

    /// <summary>A kind that no pipeline and no policy knows is nearly always a spelling mistake, and the agent would wait for ever.</summary>
    private static void CheckAgentKinds(IReadOnlyList<ParsedAgent> agents, IReadOnlyList<ParsedPipeline> pipelines, FactoryPolicy? policy, ConfigProblems problems)
    {
        if (policy is null)
        {
            return;
        }

        var known = pipelines.SelectMany(p => p.Pipeline.Stages).Select(s => s.Kind).Concat(policy.Kinds.Keys).Where(k => k.Length > 0).ToHashSet();
        foreach (var agent in agents)
        {
            foreach (var kind in agent.Agent.Kinds.Where(k => !known.Contains(k)))
            {
                problems.Add(agent.File, agent.KindsLine, $"the kind '{kind}' is unknown; use it in a pipeline or add it under 'kinds' in {PolicyFile.Name}{NearestWord.Hint(kind, known)}");
            }
        }
    }

    private static void CheckStageKinds(IReadOnlyList<ParsedAgent> agents, IReadOnlyList<ParsedPipeline> pipelines)
    {
        var taken = agents.SelectMany(a => a.Agent.Kinds).ToHashSet();
        foreach (var (stage, section) in pipelines.SelectMany(p => p.Stages).Where(s => s.Stage.Kind.Length > 0 && !taken.Contains(s.Stage.Kind)))
        {
            section.Problem("kind", $"no agent takes the kind '{ConfigProblems.Quote(stage.Kind)}' of stage '{ConfigProblems.Quote(stage.Name)}'; add it to 'kinds' of an agent{NearestWord.Hint(stage.Kind, taken)}");
        }
    }

    private static void CheckTargets(IReadOnlyList<ParsedPipeline> pipelines, IReadOnlyCollection<string> targets)
    {
        foreach (var (stage, section) in pipelines.SelectMany(p => p.Stages))
        {
            if (targets.Count > 0 && stage.Action is { Kind: TaskActionKind.Deploy, Target: { } target } && !targets.Contains(target))
            {
                section.Problem("action", $"the deploy target '{ConfigProblems.Quote(target)}' is unknown; targets are {string.Join(", ", targets)}{NearestWord.Hint(target, targets)}");
            }
        }
    }
}
