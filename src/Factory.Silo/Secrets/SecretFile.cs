using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Silo.Hosting;

namespace Factory.Silo.Secrets;

/// <summary>Persists secrets in a file of the data folder that only its owner can read, each value encrypted.</summary>
internal sealed class SecretFile(string path)
{
    /// <summary>What the file has; empty when there is none.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>: the file cannot be read.</exception>
    public IReadOnlyList<SecretRecord> Load()
    {
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize<IReadOnlyList<SecretRecord>>(File.ReadAllBytes(path), FactoryJson.Options) ?? []
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Unusable("read", e);
        }
    }

    /// <summary>Replaces the content of the file, atomically.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>: the file cannot be written.</exception>
    public void Save(IReadOnlyList<SecretRecord> records)
    {
        try
        {
            PrivateFiles.Replace(path, JsonSerializer.SerializeToUtf8Bytes(records, FactoryJson.Options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable("written", e);
        }
    }

    private FactoryException Unusable(string verb, Exception inner) => new(
        ErrorCodes.DataUnusable,
        $"The secrets in {path} cannot be {verb}: {inner.Message}",
        "Restore the file from a backup, or delete it and set the secrets again.",
        inner: inner);
}
