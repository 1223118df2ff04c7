using Microsoft.Data.Sqlite;

namespace Factory.Storage.Sqlite;

/// <summary>How values lie in columns: times as UTC ticks (100 ns), so that they sort and come back exactly.</summary>
internal static class SqliteValues
{
    public static string? TextOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>The bytes of a text column, without a detour over UTF-16.</summary>
    public static byte[] Utf8(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static DateTimeOffset Time(this SqliteDataReader reader, int column) => new(reader.GetInt64(column), TimeSpan.Zero);
}
