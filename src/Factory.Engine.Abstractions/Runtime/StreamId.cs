using System.Text;

namespace Orleans.Runtime;

/// <summary>Names a stream: a namespace and a key.</summary>
[Immutable]
[GenerateSerializer]
public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>
{
    private readonly string? _namespace;
    private readonly string? _key;

    private StreamId(string? ns, string key)
    {
        _namespace = string.IsNullOrEmpty(ns) ? null : ns;
        _key = key;
    }

    public ReadOnlyMemory<byte> Namespace => Encoding.UTF8.GetBytes(_namespace ?? string.Empty);

    public ReadOnlyMemory<byte> Key => Encoding.UTF8.GetBytes(_key ?? string.Empty);

    public ReadOnlyMemory<byte> FullKey => Encoding.UTF8.GetBytes(_namespace + _key);

    public static StreamId Create(string? ns, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return new(ns, key);
    }

    public static StreamId Create(string? ns, Guid key) => new(ns, key.ToString("N"));

    public static StreamId Create(ReadOnlySpan<byte> ns, ReadOnlySpan<byte> key) =>
        Create(Encoding.UTF8.GetString(ns), Encoding.UTF8.GetString(key));

    public string? GetNamespace() => _namespace;

    public string GetKeyAsString() => _key ?? string.Empty;

    public bool Equals(StreamId other) =>
        string.Equals(_key, other._key, StringComparison.Ordinal) && string.Equals(_namespace, other._namespace, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_namespace, _key);

    public int CompareTo(StreamId other)
    {
        var byNamespace = string.CompareOrdinal(_namespace, other._namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(_key, other._key);
    }

    public override string ToString() => $"{_namespace ?? "null"}/{_key}";

    public static bool operator ==(StreamId s1, StreamId s2) => s1.Equals(s2);

    public static bool operator !=(StreamId s1, StreamId s2) => !s1.Equals(s2);
}
