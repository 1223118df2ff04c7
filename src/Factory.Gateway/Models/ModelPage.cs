using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Models;

/// <summary>The part of the list of models that a client asks for, in Anthropic's and in Google's terms.</summary>
/// <param name="Limit">The most models (<c>limit</c>, <c>pageSize</c>); null for all.</param>
/// <param name="After">The model before the first one (<c>after_id</c>, <c>pageToken</c>); null to start at the
/// first.</param>
/// <param name="Before">The model after the last one (<c>before_id</c>); null for no end.</param>
internal sealed record ModelPage(int? Limit = null, string? After = null, string? Before = null)
{
    /// <summary>Reads the query; what is not a positive number limits nothing.</summary>
    public static ModelPage Read(IQueryCollection query) => new(
        int.TryParse(First(query, "limit", "pageSize"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? limit
            : null,
        First(query, "after_id", "pageToken"),
        First(query, "before_id"));

    /// <summary>The ids of the page.</summary>
    /// <param name="ids">All ids, in order.</param>
    /// <param name="hasMore">Whether there are more in the direction of the page.</param>
    public IReadOnlyList<string> Of(IReadOnlyList<string> ids, out bool hasMore)
    {
        var end = Before is null ? -1 : IndexOf(ids, Before);
        if (end >= 0)
        {
            var start = Math.Max(0, end - (Limit ?? end));
            hasMore = start > 0;
            return [.. ids.Take(end).Skip(start)];
        }

        var rest = ids.Skip(After is null ? 0 : IndexOf(ids, After) + 1).ToList();
        hasMore = rest.Count > (Limit ?? rest.Count);
        return [.. rest.Take(Limit ?? rest.Count)];
    }

    private static int IndexOf(IReadOnlyList<string> ids, string id)
    {
        for (var i = 0; i < ids.Count; i++)
        {
            if (ids[i] == id)
            {
                return i;
            }
        }

        return -1;
    }

    private static string? First(IQueryCollection query, params string[] names) =>
        names.Select(name => (string?)query[name]).FirstOrDefault(value => !string.IsNullOrEmpty(value));
}
