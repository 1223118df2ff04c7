using Factory.Contracts.Metering;

namespace Factory.Domain.Ledger;

/// <summary>Costs of tasks, from the ledger. Implemented by the storage.</summary>
public interface ITaskCosts
{
    /// <summary>
    /// The cost of each of the latest tasks of a kind, newest first. Unaccounted money counts, calls of a subscription
    /// do not.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="except">A task to leave out.</param>
    /// <param name="limit">Maximum number of tasks.</param>
    Task<IReadOnlyList<Usd>> GetByKindAsync(string kind, TaskId except, int limit, CancellationToken cancellationToken);
}
