using System.Text.Json;
using System.Text.Json.Serialization;

namespace Factory.Contracts.Ids;

/// <summary>Converts a principal's id to and from its printed form.</summary>
public sealed class PrincipalIdJsonConverter : JsonConverter<PrincipalId>
{
    /// <inheritdoc/>
    public override PrincipalId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PrincipalId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not a principal id.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PrincipalId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
