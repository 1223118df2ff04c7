using Factory.Contracts.Models;
using Factory.Domain.Agents;
using Factory.Domain.Configuration;
using Factory.Domain.Runners;

namespace Factory.Agents.Runners;

/// <summary>Decides who does an agent's work: one of its coding CLIs, or the built-in loop.</summary>
internal sealed class RunnerSelector(IConfigSource config, RunnerPrograms programs)
{
    /// <summary>Returns the agent's first runner that this machine has; null for the built-in loop.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="model">The model that it works with.</param>
    public SelectedRunner? Select(AgentDefinition agent, ModelRef model)
    {
        // The scripted models of a rehearsal know the tools of the built-in loop and no others.
        var provider = config.Current.Catalogue.Providers.FirstOrDefault(p => p.Name == model.Provider);
        if (provider is null or { Api: ModelApi.Rehearsal })
        {
            return null;
        }

        foreach (var runner in agent.Runners.Select(name => config.Current.Runners.FirstOrDefault(r => r.Name == name)))
        {
            if (runner is not null && programs.Find(runner) is { } program)
            {
                return new SelectedRunner(runner, program);
            }
        }

        return null;
    }
}

/// <summary>A coding CLI that is there.</summary>
/// <param name="Definition">How it is driven.</param>
/// <param name="Program">Its program.</param>
internal sealed record SelectedRunner(RunnerDefinition Definition, RunnerProgram Program);
