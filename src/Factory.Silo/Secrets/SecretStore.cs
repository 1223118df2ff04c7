using Factory.Contracts.Errors;
using Factory.Domain.Agents;
using Factory.Domain.Egress;
using Factory.Domain.Secrets;

namespace Factory.Silo.Secrets;

/// <inheritdoc cref="ISecretStore"/>
internal sealed class SecretStore : ISecretStore
{
    private readonly Lock _lock = new();
    private readonly SecretFile _file;
    private readonly string _keyFolder;
    private readonly SecretRedactor _redactor;
    private volatile IReadOnlyList<Entry> _entries;
    private SecretProtector? _protector;

    /// <summary>Reads the secrets and has their values redacted.</summary>
    /// <param name="path">Full path of their file; it may be missing.</param>
    /// <param name="keyFolder">Full path of the folder of their keys, created with the first secret.</param>
    /// <param name="redactor">Receives their values.</param>
    /// <exception cref="FactoryException"><c>data.unusable</c>.</exception>
    public SecretStore(string path, string keyFolder, SecretRedactor redactor)
    {
        (_file, _keyFolder, _redactor) = (new SecretFile(path), keyFolder, redactor);
        _entries = [.. _file.Load().Select(Open)];
        redactor.Add(_entries.Select(e => e.Value).OfType<string>());
    }

    private SecretProtector Protector => _protector ??= new SecretProtector(_keyFolder);

    /// <inheritdoc/>
    public IReadOnlyList<(HostSecret Secret, bool IsReadable)> List() => [.. _entries.Select(e => (e.Secret, e.Value is not null))];

    /// <inheritdoc/>
    public Problem? Set(HostSecret secret, string value)
    {
        lock (_lock)
        {
            if (_entries.FirstOrDefault(e => e.Secret.Contradicts(secret)) is { } other)
            {
                return new Problem(
                    ErrorCodes.InvalidRequest,
                    $"{other.Secret.Name} is already sent to one of these hosts in the header {secret.Header.Name}, for the same agents.",
                    $"Name other hosts, agents or another header, or remove it: factory secret remove {other.Secret.Name}");
            }

            // Before it is stored: nothing may be able to show it from that moment on.
            _redactor.Add([value]);
            var record = new SecretRecord(
                secret.Name,
                secret.Agents,
                [.. secret.Hosts.Select(h => h.ToString())],
                secret.Header.ToString(),
                secret.UpdatedAt,
                Protector.Protect(secret.Name, value));
            Replace([.. _entries.Where(e => e.Secret.Name != secret.Name), new Entry(record, secret, value)]);
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Remove(string name)
    {
        lock (_lock)
        {
            var left = _entries.Where(e => e.Secret.Name != name).ToList();
            if (left.Count == _entries.Count)
            {
                return false;
            }

            Replace(left);
            return true;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<(HostSecret Secret, string Value)> FindFor(AgentDefinition agent) =>
        [.. _entries.Where(e => e.Value is not null && e.Secret.IsFor(agent)).Select(e => (e.Secret, e.Value!))];

    private void Replace(IEnumerable<Entry> entries)
    {
        IReadOnlyList<Entry> sorted = [.. entries.OrderBy(e => e.Secret.Name, StringComparer.Ordinal)];
        _file.Save([.. sorted.Select(e => e.Record)]);
        _entries = sorted;
    }

    private Entry Open(SecretRecord record)
    {
        var hosts = record.Hosts.Select(text => EgressRule.TryParse(text, out var rule) ? rule : null).OfType<EgressRule>();
        var header = SecretHeader.TryParse(record.Header, out var read) ? read : SecretHeader.Default;
        var secret = new HostSecret(record.Name, record.Agents, [.. hosts], header, record.UpdatedAt);
        return new Entry(record, secret, Protector.TryUnprotect(record.Name, record.Protected));
    }

    private sealed record Entry(SecretRecord Record, HostSecret Secret, string? Value);
}
