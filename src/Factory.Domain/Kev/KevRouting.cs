using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Contracts.Routing;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Limits;
using Factory.Domain.Providers;
using Factory.Domain.Routing;

namespace Factory.Domain.Kev;

/// <summary>
/// Routing under what is in force now: the configuration, the providers that can be used, and their health.
/// </summary>
/// <param name="config">The configuration in force.</param>
/// <param name="providers">Which providers can be used.</param>
/// <param name="health">Health of the providers.</param>
/// <param name="paths">Tells the repositories that the factory created from those of the operator.</param>
public sealed class KevRouting(IConfigSource config, IProviderAvailability providers, IProviderHealth health, FactoryPaths paths)
{
    /// <summary>Chooses agent and model for a ready task, or says why there is none.</summary>
    /// <param name="task">The task.</param>
    /// <param name="kev">Who is at work, and what routing has learned.</param>
    public RoutingDecision Choose(TaskView task, KevState kev) =>
        HasRealModel() ? RoutingPolicy.Choose(task, config.Current, providers.Providers, kev.Active, Knowledge(kev))
            : IsInOperatorsRepository(task)
            ? new RoutingDecision.Unroutable(new Problem(
                ErrorCodes.RehearsalRepository,
                "No real model is available any more, and the rehearsal models do not work in your repositories "
                    + $"({task.Spec.Product!.Repository}).",
                "Set the key that was set when the work began, start the factory again, then retry"))
            : task.Spec is { Run: null, AcceptsRehearsal: false }
            ? new RoutingDecision.Unroutable(new Problem(
                ErrorCodes.RehearsalNotAccepted,
                "No real model is available any more, and the task was not created with --rehearse.",
                $"Set the key that was set when it was created, start the factory again, then: factory task retry {task.Id}"))
            : RoutingPolicy.Choose(task, config.Current, providers.Providers, kev.Active, Knowledge(kev));

    /// <summary>Explains what would be chosen now for a new task of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="agent">Only this agent; null for any that takes the kind.</param>
    /// <param name="kev">Who is at work, and what routing has learned.</param>
    /// <returns>The explanation, or <c>not_found</c> when there is no such agent or none takes the kind.</returns>
    public Result<RoutingView> Explain(string kind, AgentId? agent, KevState kev) =>
        RoutingExplainer.Explain(kind, agent, config.Current, providers.Providers, kev.Active, Knowledge(kev));

    /// <summary>The supervisor's state after a task was observed; the same object when nothing changed.</summary>
    public KevState Observe(KevState kev, TaskView task) => kev.Observe(task, config.Current);

    // Such work is refused when it is created, too. It still gets here when the factory was started again without its keys,
    // while work that began with a real model was unfinished, or is retried.
    private bool IsInOperatorsRepository(TaskView task) =>
        task.Spec.Product is { } product && product.Repository != paths.Repository(product.Name);

    // Without any provider, too: that is a problem of its own.
    private bool HasRealModel() =>
        providers.Providers.Where(p => p.IsAvailable).ToList() is not { Count: > 0 } available
        || available.Exists(p => p.Provider.Api != ModelApi.Rehearsal);

    private RoutingKnowledge Knowledge(KevState kev) => new(health, kev.Routing);
}
