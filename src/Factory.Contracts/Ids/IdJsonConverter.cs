using System.Text.Json;
using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>Converts an id to and from its printed form, also as a dictionary key.</summary>
/// <typeparam name="T">The id type.</typeparam>
public sealed class IdJsonConverter<T> : JsonConverter<T>
    where T : struct, IId<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IdText.TryParse<T>(reader.GetString(), out var id) ? id : throw new JsonException($"Not a {T.Kind} id.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}
