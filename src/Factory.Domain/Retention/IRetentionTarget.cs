using Factory.Contracts.Retention;

namespace Factory.Domain.Retention;

/// <summary>One kind of things that pile up on disk. Implementations reconcile, under the locks of those who use the things, before they delete.</summary>
public interface IRetentionTarget
{
    /// <summary>What has been kept long enough, with its size; also what must stay nevertheless, with the reason.</summary>
    Task<IReadOnlyList<RetentionItem>> FindAsync(RetentionFacts facts, RetentionPolicy policy, CancellationToken cancellationToken);

    /// <summary>Deletes one; false when it is in use again and stays. A deletion that a crash cut short is finished by the next <see cref="FindAsync"/>.</summary>
    Task<bool> RemoveAsync(RetentionItem item, RetentionFacts facts, RetentionPolicy policy, CancellationToken cancellationToken);
}
