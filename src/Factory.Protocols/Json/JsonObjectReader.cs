using System.Text.Json;

namespace Factory.Protocols.Json;

/// <summary>
/// The fields of one object. A field can be read once; <see cref="RejectUnread"/> decides about the fields that were
/// not read, so that nothing is dropped silently. A field with the value null counts as absent.
/// </summary>
internal sealed class JsonObjectReader
{
    private readonly Dictionary<string, JsonElement> _unread = new(StringComparer.Ordinal);

    private JsonObjectReader(JsonValueReader node) => (Path, IsReply) = (node.Path, node.IsReply);

    /// <value>Whether a provider wrote it; see <see cref="JsonValueReader.IsReply"/>.</value>
    public bool IsReply { get; }

    /// <value>Where the object is; empty for the body.</value>
    public string Path { get; }

    /// <summary>Reads the fields of an object.</summary>
    /// <param name="node">The object.</param>
    /// <param name="camelCase">Whether field names in snake case are read as camel case; for Gemini.</param>
    /// <exception cref="TranslationException">Not an object, or two spellings of one field.</exception>
    public static JsonObjectReader Create(JsonValueReader node, bool camelCase = false)
    {
        if (node.Kind != JsonValueKind.Object)
        {
            throw node.WrongType("an object");
        }

        var reader = new JsonObjectReader(node);
        foreach (var property in node.Value.EnumerateObject())
        {
            // Vendors' SDKs write optional fields that were not set as null, and servers write null for what a reply
            // does not have.
            if (property.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            var name = JsonText.NameOf(property, node.Path);
            name = camelCase ? ToCamelCase(name) : name;
            if (!reader._unread.TryAdd(name, property.Value))
            {
                throw new TranslationException(reader.PathOf(name), "appears twice in one object; send it once");
            }
        }

        return reader;
    }

    /// <summary>The value of a field; null where it is absent.</summary>
    public JsonValueReader? Take(string name) =>
        _unread.Remove(name, out var value) ? new JsonValueReader(value, PathOf(name), IsReply) : null;

    /// <summary>The value of a field.</summary>
    /// <exception cref="TranslationException">It is absent.</exception>
    public JsonValueReader Required(string name) => Take(name) ?? throw new TranslationException(PathOf(name), "is missing");

    /// <summary>The text of a field; null where it is absent.</summary>
    /// <exception cref="TranslationException">Not a string.</exception>
    public string? Text(string name) => Take(name)?.Text();

    /// <summary>The text of a field.</summary>
    /// <exception cref="TranslationException">Absent, or not a string.</exception>
    public string RequiredText(string name) => Required(name).Text();

    /// <summary>A piece of a text, see <see cref="JsonValueReader.Piece"/>; empty where it is absent.</summary>
    /// <exception cref="TranslationException">Not a string.</exception>
    public string Piece(string name) => Take(name)?.Piece() ?? "";

    /// <summary>The flag of a field; null where it is absent.</summary>
    /// <exception cref="TranslationException">Neither true nor false.</exception>
    public bool? Flag(string name) => Take(name)?.Flag();

    /// <summary>The integer of a field; null where it is absent.</summary>
    /// <exception cref="TranslationException">Not an integer from 0 to 2,147,483,647.</exception>
    public int? NonNegativeInt(string name) => Take(name)?.NonNegativeInt();

    /// <summary>The number of a field; null where it is absent.</summary>
    /// <exception cref="TranslationException">Not a finite number.</exception>
    public double? Number(string name) => Take(name)?.Number();

    /// <summary>The items of a list; none where the field is absent.</summary>
    /// <exception cref="TranslationException">Not a list.</exception>
    public IEnumerable<JsonValueReader> Items(string name) => Take(name)?.Items() ?? [];

    /// <summary>The object of a field; null where it is absent.</summary>
    /// <exception cref="TranslationException">Not an object.</exception>
    public JsonObjectReader? Object(string name) => Take(name)?.Object();

    /// <summary>
    /// Rejects the fields that were not read, unless they are ignored or their value changes nothing. In a reply
    /// unknown fields are ignored too.
    /// </summary>
    /// <exception cref="TranslationException">A field is rejected or unknown.</exception>
    public void RejectUnread(FieldRules rules)
    {
        foreach (var (name, value) in _unread)
        {
            if (rules.Ignored.Contains(name))
            {
                continue;
            }

            var rejection = rules.Rejected.FirstOrDefault(rule => rule.Field == name);
            // A client's unknown field can change what is requested; a provider's is an addition to its API.
            if (rejection is null && IsReply)
            {
                continue;
            }

            if (rejection is null)
            {
                throw new TranslationException(
                    PathOf(name),
                    "is not known to this gateway and cannot be translated for a provider with another API; "
                        + "leave it out, or choose a model whose provider supports this API natively");
            }

            if (rejection.IsNoOp?.Invoke(value) != true && !FieldRules.SaysNothing(value))
            {
                throw new TranslationException(PathOf(name), rejection.Reason);
            }
        }
    }

    /// <summary>Where a field of this object is.</summary>
    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private static string ToCamelCase(string name)
    {
        // Google's JSON form of protocol buffers accepts both spellings, and its Python and REST examples use snake
        // case.
        if (!name.Contains('_', StringComparison.Ordinal))
        {
            return name;
        }

        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
