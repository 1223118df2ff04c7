using Factory.Domain.Ledger;

namespace Factory.Storage.Ledger;

/// <summary>
/// Translates a query to SQL that holds only the conditions it has, so that SQLite can choose the index for them.
/// </summary>
internal sealed class LedgerFilter
{
    private readonly List<string> _conditions = [];
    private readonly List<object?> _values = [];

    public LedgerFilter(LedgerQuery query)
    {
        Add("day >= ", query.From is { } from ? LedgerColumns.Day(from) : null);
        Add("day <= ", query.To is { } to ? LedgerColumns.Day(to) : null);
        Add("run = ", query.Run?.Value);
        Add("task = ", query.Task?.Value);
        Add("principal_id = ", query.PrincipalId?.Value);
        Add("lease_id = ", query.LeaseId?.Value);

        // The index is (day, at): without the day, a condition on the time alone would scan the whole table.
        Add("day >= ", query.Since is { } day ? LedgerColumns.Day(DateOnly.FromDateTime(day.UtcDateTime)) : null);
        Add("at >= ", query.Since?.UtcTicks);
        _values.Add(query.Limit);
        Limit = $"LIMIT ${_values.Count}";
    }

    /// <summary><c>LIMIT …</c>.</summary>
    public string Limit { get; }

    /// <summary><c> WHERE …</c>, or nothing.</summary>
    public string Where => _conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", _conditions);

    /// <summary>Values of the parameters <c>$1</c>, <c>$2</c>, …, in order.</summary>
    public object?[] Values => [.. _values];

    private void Add(string condition, object? value)
    {
        if (value is not null)
        {
            _values.Add(value);
            _conditions.Add($"{condition}${_values.Count}");
        }
    }
}
