using Factory.Contracts.Errors;
using Factory.Contracts.Kev;
using Factory.Contracts.Routing;
using Orleans.Concurrency;

namespace Factory.Grains.Abstractions.Kev;

/// <summary>
/// The supervisor, which assigns an agent and a model to each ready task. One key: <see cref="Key"/>.
/// </summary>
public interface IKevGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = KevIds.Key;

    /// <summary>The ready and active tasks. Interleaves with routing.</summary>
    [AlwaysInterleave]
    Task<KevStatus> Get();

    /// <summary>Why these tasks wait, without those that do not. Interleaves with routing.</summary>
    [AlwaysInterleave]
    Task<IReadOnlyDictionary<TaskId, WaitView>> GetWaits(IReadOnlyList<TaskId> tasks);

    /// <summary>
    /// Reads a task: routes or queues it when it is ready, frees its place when it is not in progress any more. Takes
    /// constant time, however many tasks wait. Safe to call at any time.
    /// </summary>
    Task Reconcile(TaskId task);

    /// <summary>Reads the active tasks again, and routes the waiting ones that can be routed now.</summary>
    Task RouteReadyTasks();

    /// <summary>Starts no new attempt; active ones continue. Interleaves with routing.</summary>
    [AlwaysInterleave]
    Task<KevStatus> Pause();

    /// <summary>Ends a pause or a stop, and routes what waits.</summary>
    Task<KevStatus> Resume();

    /// <summary>Explains what would be chosen now for a task of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="agent">Only this agent; null for any that takes the kind.</param>
    Task<Result<RoutingView>> ExplainRouting(string kind, AgentId? agent);

    /// <summary>
    /// Records that the configuration was reloaded; when it was accepted, routes what waits under it.
    /// </summary>
    /// <param name="message">What changed or what is wrong, for the log entry.</param>
    /// <param name="rejected">True when the files were invalid and the configuration before stays in force.</param>
    Task RecordConfigReload(string message, bool rejected);

    /// <summary>Records what happened to a deployed product. Interleaves with routing.</summary>
    /// <param name="type">One of <see cref="Factory.Contracts.Events.EventTypes"/>, <c>product-…</c>.</param>
    /// <param name="product">The product's name.</param>
    /// <param name="message">One line for people.</param>
    [AlwaysInterleave]
    Task RecordProductEvent(string type, string product, string message);

    /// <summary>Pauses and cancels every attempt; their tasks become ready again. Interleaves with routing.</summary>
    /// <exception cref="Exception">The first failure, after all other attempts were cancelled.</exception>
    [AlwaysInterleave]
    Task<KevStatus> StopAll();
}
