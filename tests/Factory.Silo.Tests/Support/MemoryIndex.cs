using Factory.Domain.Indexing;

namespace Factory.Silo.Tests.Support;

internal sealed class MemoryIndex : IStateIndex
{
    public List<IndexRow> Rows { get; } = [];

    public Task<IReadOnlyList<IndexRow>> ListAsync(
        string kind,
        string? parent,
        IReadOnlyCollection<string>? statuses,
        string? before,
        int limit,
        CancellationToken cancellationToken)
    {
        var rows = Rows.Where(r =>
            r.Kind == kind && (parent is null || r.Parent == parent) && (statuses is null or { Count: 0 } || statuses.Contains(r.Status)))
            .OrderByDescending(r => r.CreatedAt)
            .ToList();
        var start = before is null ? 0 : rows.FindIndex(r => r.Key == before) + 1;
        return Task.FromResult<IReadOnlyList<IndexRow>>([.. rows.Skip(start).Take(limit)]);
    }

    public Task<IndexRow?> FindAsync(string kind, string key, CancellationToken cancellationToken) =>
        Task.FromResult(Rows.FirstOrDefault(r => r.Kind == kind && r.Key == key));
}
