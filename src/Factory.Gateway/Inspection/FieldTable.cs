using System.Text;
using System.Text.Json;

namespace Factory.Gateway.Inspection;

/// <summary>
/// The known fields of an object. A field that is not in the table is rejected: what a vendor adds tomorrow may cost
/// something, or may refer to input that is not in the request.
/// </summary>
internal sealed class FieldTable(params IEnumerable<RequestField> fields)
{
    private const int MaxShownLength = 60;

    private readonly RequestField[] _fields = [.. fields];

    /// <summary>The known fields.</summary>
    public IReadOnlyList<RequestField> Fields => _fields;

    /// <summary>The field of a name; null for an unknown one.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isExact">False when only the case differs. Some servers ignore case, so a name in another case
    /// cannot be forwarded without inspection.</param>
    public RequestField? Find(ReadOnlySpan<byte> name, out bool isExact)
    {
        foreach (var field in _fields)
        {
            if (field.Name.Length == name.Length && Ascii.EqualsIgnoreCase(field.Name, name))
            {
                isExact = name.SequenceEqual(field.Name);
                return field;
            }
        }

        isExact = true;
        return null;
    }

    /// <summary>Checks that the object at the reader, or each object of the list, has known fields only.</summary>
    /// <param name="reader">At the value; a copy, because the value is still to be read for what it costs.</param>
    /// <param name="path">The value's name, for the error.</param>
    /// <exception cref="RequestRejectedException">A field is unknown.</exception>
    public void Check(Utf8JsonReader reader, string path)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Check(reader, path + "[]");
                reader.Skip();
            }

            return;
        }

        while (reader.TokenType == JsonTokenType.StartObject || reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                CheckMember(ref reader, path);
            }

            reader.Read();
        }
    }

    /// <summary>The rejection of a field that is not in the table.</summary>
    /// <param name="path">Where the field is.</param>
    public static RequestRejectedException Unknown(string path) => new(
        $"'{path}' is not known to this gateway: it may cost something that models.json has no price for. Leave it out; " +
        "docs/reference/gateway.md lists the known fields.");

    /// <summary>The path of a field, cut where it is too long for a message.</summary>
    public static string PathOf(string path, ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name[..Math.Min(name.Length, MaxShownLength)]);
        return path.Length == 0 ? text : $"{path}.{text}";
    }

    private void CheckMember(ref Utf8JsonReader reader, string path)
    {
        if (reader.ValueIsEscaped)
        {
            throw new RequestRejectedException($"The name of a property of '{path}' contains an escape; write names plainly.");
        }

        var field = Find(reader.ValueSpan, out var isExact);
        if (field is null)
        {
            throw Unknown(PathOf(path, reader.ValueSpan));
        }

        var name = PathOf(path, reader.ValueSpan);
        if (!isExact)
        {
            throw new RequestRejectedException($"'{name}' must be written in the API's own case.");
        }

        reader.Read();
        field.Members?.Check(reader, name);
        reader.Skip();
    }
}
