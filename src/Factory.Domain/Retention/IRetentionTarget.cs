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
    /// Deletes an item; false when it is in use again and was kept. A deletion that a crash interrupted is completed by
    /// the next <see cref="FindAsync"/>.
    /// </summary>
    Task<bool> RemoveAsync(RetentionItem item, RetentionFacts facts, RetentionPolicy policy, CancellationToken cancellationToken);
}
