using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Json;
using Factory.Domain.Indexing;

namespace Factory.Silo.Api;

/// <summary>Reads pages of views from the index.</summary>
internal static class PagedQueries
{
    public const int MaxLimit = 200;
    public const int DefaultLimit = 50;

    public static async Task<Page<T>> ReadPageAsync<T>(
        this IStateIndex index,
        string kind,
        string? parent,
        IReadOnlyList<string>? statuses,
        string? before,
        int? limit,
        CancellationToken cancellationToken)
    {
        var size = RequestValidation.ParseLimit(limit, MaxLimit, DefaultLimit);
        var cursor = string.IsNullOrEmpty(before) ? null : before;
        if (cursor is not null && await index.FindAsync(kind, cursor, cancellationToken) is null)
        {
            throw RequestValidation.InvalidRequest(
                $"before is '{RequestValidation.Shorten(cursor)}', which is not a {kind} id.",
                "Use 'next' of the previous page.");
        }

        var rows = await index.ListAsync(kind, parent, statuses, cursor, size, cancellationToken);
        var items = rows.Select(row => JsonSerializer.Deserialize<T>(row.View, FactoryJson.Options)!).ToArray();
        return new Page<T>(items, rows.Count == size ? rows[^1].Key : null);
    }
}
