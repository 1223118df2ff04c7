using Factory.Contracts.Errors;
using Factory.Contracts.Kev;
using Factory.Contracts.Routing;
using Orleans.Concurrency;

namespace Factory.Grains.Abstractions.Kev;

/// <summary>The supervisor: gives every ready task an agent and a model. One key: <see cref="Key"/>.</summary>
public interface IKevGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = KevIds.Key;

    /// <summary>What is in hand. Never waits behind routing.</summary>
    [AlwaysInterleave]
    Task<KevStatus> Get();

    /// <summary>Looks at a task: routes or queues it when it is ready, frees its place when it is not at work any more. Constant time, however many tasks wait. Safe to call any number of times.</summary>
    Task Reconcile(TaskId task);

    /// <summary>Routes whatever waits and can be routed now.</summary>
    Task RouteReadyTasks();

    /// <summary>Starts no new attempt; running ones continue. Never waits behind routing.</summary>
    [AlwaysInterleave]
    Task<KevStatus> Pause();

    /// <summary>Ends a pause.</summary>
    Task<KevStatus> Resume();

    /// <summary>What would be chosen now for a task of a kind, and why.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="agent">Only this agent; null for whoever takes the kind.</param>
    Task<Result<RoutingView>> ExplainRouting(string kind, AgentId? agent);

    /// <summary>Tells that the configuration files were read again; when they were not refused, routes what waits by the new ones.</summary>
    /// <param name="message">What happened, for the event.</param>
    /// <param name="rejected">True when they were wrong and nothing changed.</param>
    Task RecordConfigReload(string message, bool rejected);

    /// <summary>Pauses and stops every attempt; their tasks go back to Ready. Never waits behind routing.</summary>
    [AlwaysInterleave]
    Task<KevStatus> StopAll();
}
