using Factory.Contracts.Retention;

namespace Factory.Domain.Retention;

/// <summary>
/// One kind of files that accumulate. Implementations check again under the locks of the users of those files before
/// they delete.
/// </summary>
public interface IRetentionTarget
{
    /// <summary>
    /// Finds expired items with their sizes, and those that must be kept nevertheless, with the reason.
    /// </summary>
    Task<IReadOnlyList<RetentionItem>> FindAsync(RetentionFacts facts, RetentionPolicy policy, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes an item. A deletion that a crash interrupted is completed by the next <see cref="FindAsync"/>.
    /// </summary>
    /// <returns>
    /// The item with what was saved of it; with a <see cref="RetentionItem.RetainedReason"/> when it was kept after all.
    /// </returns>
    Task<RetentionItem> RemoveAsync(RetentionItem item, RetentionFacts facts, RetentionPolicy policy, CancellationToken cancellationToken);

    /// <summary>True when the files exceed a quota of the policy, so that they must not wait until they expire.</summary>
    bool IsOverQuota(RetentionPolicy policy) => false;
}
