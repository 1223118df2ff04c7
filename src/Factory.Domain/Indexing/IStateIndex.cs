namespace Factory.Domain.Indexing;

/// <summary>Lists index rows without activating grains. Implemented by the storage.</summary>
public interface IStateIndex
{
    /// <summary>Rows of a kind, newest first.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="parent">Only with this parent; null for all.</param>
    /// <param name="statuses">Only with one of these; null or empty for all.</param>
    /// <param name="before">Cursor: key of the last row of the previous page; null for the first page.</param>
    /// <param name="limit">Maximum number of rows, 1 to 1,000.</param>
    Task<IReadOnlyList<IndexRow>> ListAsync(
        string kind,
        string? parent,
        IReadOnlyCollection<string>? statuses,
        string? before,
        int limit,
        CancellationToken cancellationToken);

    /// <summary>One row; null when there is none.</summary>
    Task<IndexRow?> FindAsync(string kind, string key, CancellationToken cancellationToken);
}
