using System.Text.Json;

namespace Factory.Protocols.Json;

/// <summary>The fields of one object. What a reader takes is carried; <see cref="RejectUnread"/> decides about the rest, so that nothing is dropped in silence.</summary>
internal sealed class JsonObjectReader
{
    private readonly Dictionary<string, JsonElement> _unread = new(StringComparer.Ordinal);

    private readonly bool _isReply;

    private JsonObjectReader(JsonValueReader node) => (Path, _isReply) = (node.Path, node.IsReply);

    public string Path { get; }

    /// <exception cref="TranslationException">Not an object.</exception>
    public static JsonObjectReader Create(JsonValueReader node, bool camelCase = false)
    {
        if (node.Kind != JsonValueKind.Object)
        {
            throw node.WrongType("an object");
        }

        var reader = new JsonObjectReader(node);
        foreach (var property in node.Value.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            var name = camelCase ? ToCamelCase(property.Name) : property.Name;
            if (!reader._unread.TryAdd(name, property.Value))
            {
                throw new TranslationException(reader.PathOf(name), "appears twice in one object; send it once");
            }
        }

        return reader;
    }

    /// <summary>The value of a field, or null where it is absent or JSON's null.</summary>
    public JsonValueReader? Take(string name) => _unread.Remove(name, out var value) ? new JsonValueReader(value, PathOf(name), _isReply) : null;

    public JsonValueReader Required(string name) => Take(name) ?? throw new TranslationException(PathOf(name), "is missing");

    public string? Text(string name) => Take(name)?.Text();

    public string RequiredText(string name) => Required(name).Text();

    public bool? Flag(string name) => Take(name)?.Flag();

    public int? NonNegativeInt(string name) => Take(name)?.NonNegativeInt();

    public double? Number(string name) => Take(name)?.Number();

    public IEnumerable<JsonValueReader> Items(string name) => Take(name)?.Items() ?? [];

    public JsonObjectReader? Object(string name) => Take(name)?.Object();

    /// <summary>What was not taken must be a hint, a refused field with a harmless value, or it is refused; in a reply it may also be unknown.</summary>
    /// <exception cref="TranslationException">A field is refused or unknown.</exception>
    public void RejectUnread(FieldRules rules)
    {
        foreach (var (name, value) in _unread)
        {
            if (rules.Ignored.Contains(name))
            {
                continue;
            }

            var refusal = rules.Rejected.FirstOrDefault(rule => rule.Field == name);
            if (refusal is null && _isReply)
            {
                continue;
            }

            if (refusal is null)
            {
                throw new TranslationException(PathOf(name), "is not known to this gateway and cannot be translated for a provider with another API; leave it out, or choose a model whose provider supports this API natively");
            }

            if (refusal.IsNoOp?.Invoke(value) != true)
            {
                throw new TranslationException(PathOf(name), refusal.Reason);
            }
        }
    }

    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private static string ToCamelCase(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
        {
            return name;
        }

        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
