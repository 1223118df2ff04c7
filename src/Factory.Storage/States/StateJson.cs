using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;

namespace Factory.Storage.States;

/// <summary>Serializes states as JSON, and checks type and version before one is read.</summary>
internal static class StateJson
{
    /// <summary>Serializes a state. The bytes are a snapshot: later changes of the state do not affect them.</summary>
    public static byte[] Write<T>(T? state) => JsonSerializer.SerializeToUtf8Bytes(state, FactoryJson.Options);

    /// <summary>Reads a state back.</summary>
    /// <exception cref="FactoryException"><c>data.version_too_new</c> or <c>data.unusable</c>.</exception>
    public static T? Read<T>(StateRow row)
    {
        if (row.Type != StateType<T>.Alias)
        {
            throw Unusable<T>(
                row,
                "State names are unique: give one of the two another name, or give the renamed class its old name with [Alias].");
        }

        if (row.Version > StateType<T>.Version)
        {
            throw new FactoryException(
                ErrorCodes.DataVersionTooNew,
                $"State '{row.Name}' of '{row.Key}' has version {row.Version} of {row.Type}; this program reads versions up to " +
                $"{StateType<T>.Version}.",
                "Start the newer version that wrote it.");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(row.Payload, FactoryJson.Options);
        }
        catch (Exception e) when (e is JsonException or FormatException or NotSupportedException or ArgumentException)
        {
            throw Unusable<T>(row, "Restore the database from a backup, or start the version that wrote it.", e);
        }
    }

    private static FactoryException Unusable<T>(StateRow row, string hint, Exception? inner = null) =>
        new(
            ErrorCodes.DataUnusable,
            $"State '{row.Name}' of '{row.Key}' holds {row.Type} and cannot be read as {StateType<T>.Alias}.",
            hint,
            inner: inner);
}
