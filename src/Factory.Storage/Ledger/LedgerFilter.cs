using Factory.Domain.Ledger;

namespace Factory.Storage.Ledger;

/// <summary>A query as SQL, with only the conditions it has, so that the right index is used.</summary>
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
        Add("principal_id = ", query.PrincipalId);
        Add("lease_id = ", query.LeaseId);

        // The day too: the index is by day, then time.
        Add("day >= ", query.Since is { } day ? LedgerColumns.Day(DateOnly.FromDateTime(day.UtcDateTime)) : null);
        Add("at >= ", query.Since?.UtcTicks);
        _values.Add(query.Limit);
        Limit = $"LIMIT ${_values.Count}";
    }

    /// <summary>How many rows at most.</summary>
    public string Limit { get; }

    /// <summary><c> WHERE …</c>, or nothing.</summary>
    public string Where => _conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", _conditions);

    /// <summary>What its parameters stand for.</summary>
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
