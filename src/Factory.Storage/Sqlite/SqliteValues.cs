using Microsoft.Data.Sqlite;

namespace Factory.Storage.Sqlite;

/// <summary>
/// Reads column values. Times are UTC ticks (100 ns), so that they sort as numbers and lose no precision.
/// </summary>
internal static class SqliteValues
{
    public static string? TextOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>The UTF-8 bytes of a text column, without converting them to UTF-16 first.</summary>
    public static byte[] Utf8(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static DateTimeOffset Time(this SqliteDataReader reader, int column) => new(reader.GetInt64(column), TimeSpan.Zero);
}
