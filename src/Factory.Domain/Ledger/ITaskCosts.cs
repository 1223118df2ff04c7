using Factory.Contracts.Metering;

namespace Factory.Domain.Ledger;

/// <summary>What tasks cost, from the ledger. Implemented by the storage.</summary>
public interface ITaskCosts
{
    /// <summary>What each of the latest tasks of a kind cost in cash, unaccounted money included, newest first.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="except">Not this one.</param>
    /// <param name="limit">At most so many.</param>
    Task<IReadOnlyList<Usd>> GetByKindAsync(string kind, TaskId except, int limit, CancellationToken cancellationToken);
}
