using System.Text.Json;

namespace Factory.Protocols.Json;

/// <summary>The fields of one object. What a reader takes is carried; <see cref="Done"/> decides about the rest, so that nothing is dropped in silence.</summary>
internal sealed class JsonObjectReader
{
    private readonly Dictionary<string, JsonElement> _left = new(StringComparer.Ordinal);

    private readonly bool _isReply;

    private JsonObjectReader(Node node) => (Path, _isReply) = (node.Path, node.IsReply);

    public string Path { get; }

    /// <exception cref="TranslationException">Not an object.</exception>
    public static JsonObjectReader Of(Node node, bool camelCase = false)
    {
        if (node.Kind != JsonValueKind.Object)
        {
            throw node.Wrong("an object");
        }

        var fields = new JsonObjectReader(node);
        foreach (var property in node.Value.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            var name = camelCase ? Camel(property.Name) : property.Name;
            if (!fields._left.TryAdd(name, property.Value))
            {
                throw new TranslationException(fields.At(name), "stands twice in one object; send it once");
            }
        }

        return fields;
    }

    /// <summary>The value of a field, or null where it is absent or JSON's null.</summary>
    public Node? Take(string name) => _left.Remove(name, out var value) ? new Node(value, At(name), _isReply) : null;

    public Node Need(string name) => Take(name) ?? throw new TranslationException(At(name), "is missing");

    public string? Text(string name) => Take(name)?.Text();

    public string NeedText(string name) => Need(name).Text();

    public bool? Flag(string name) => Take(name)?.Flag();

    public int? Count(string name) => Take(name)?.Count();

    public double? Number(string name) => Take(name)?.Number();

    public IEnumerable<Node> Items(string name) => Take(name)?.Items() ?? [];

    public JsonObjectReader? Object(string name) => Take(name)?.Object();

    /// <summary>What was not taken must be a hint, a refused field with a harmless value, or it is refused; in a reply it may also be unknown.</summary>
    /// <exception cref="TranslationException">A field is refused or unknown.</exception>
    public void Done(FieldRules rules)
    {
        foreach (var (name, value) in _left)
        {
            if (rules.Hints.Contains(name))
            {
                continue;
            }

            var refusal = rules.Refused.FirstOrDefault(rule => rule.Field == name);
            if (refusal is null && _isReply)
            {
                continue;
            }

            if (refusal is null)
            {
                throw new TranslationException(At(name), "is not known to this gateway and cannot be carried to a provider of another protocol; leave it out, or choose a model whose provider speaks this protocol itself");
            }

            if (refusal.Harmless?.Invoke(value) != true)
            {
                throw new TranslationException(At(name), refusal.Reason);
            }
        }
    }

    public string At(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private static string Camel(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
        {
            return name;
        }

        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
