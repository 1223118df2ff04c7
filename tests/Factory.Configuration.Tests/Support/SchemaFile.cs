using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using YamlDotNet.Core;

namespace Factory.Configuration.Tests.Support;

/// <summary>A schema of <c>silo-config/schemas</c>.</summary>
internal sealed class SchemaFile
{
    /// <summary>A key that no reader knows, too long for a guess at what was meant.</summary>
    public static readonly string UnknownKey = new('x', 41);

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly JsonElement _root;
    private readonly JsonSchema _schema;

    public SchemaFile(string name)
    {
        Path = System.IO.Path.Combine(Shipped.Folder, "schemas", name + ".schema.json");
        var text = File.ReadAllText(Path);
        _root = JsonDocument.Parse(text).RootElement.Clone();
        _schema = JsonSchema.FromText(text, new BuildOptions { SchemaRegistry = new SchemaRegistry() });
    }

    public string Path { get; }

    /// <summary>The objects that allow only some keys: the way to each, as problems name it, and its keys.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ClosedObjects =>
        Walk(_root, "")
            .Where(n => n.Schema.TryGetProperty("properties", out _))
            .ToDictionary(
                n => n.Path,
                n => (IReadOnlyList<string>)[.. n.Schema.GetProperty("properties").EnumerateObject().Select(p => p.Name)]);

    /// <summary>The values that must be one of some words, or a list of them: the way to each, and the words.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Words =>
        Walk(_root, "").Where(n => WordsOf(n.Schema) is not null).ToDictionary(n => n.Path, n => WordsOf(n.Schema)!);

    /// <summary>The ways to the numbers that have this bound.</summary>
    public IReadOnlyList<string> Numbers(string bound) =>
        [.. Walk(_root, "").Where(n => BoundOf(n.Schema, bound) is not null).Select(n => n.Path)];

    /// <summary>What is wrong with the text of a file; empty when an editor marks nothing.</summary>
    public IReadOnlyList<string> Check(string text, bool isJson)
    {
        JsonNode? node;
        try
        {
            node = isJson ? JsonNode.Parse(text, documentOptions: Lenient with { AllowDuplicateProperties = false }) : YamlJson.Parse(text);
        }
        catch (Exception e) when (e is JsonException or YamlException or InvalidOperationException)
        {
            // YamlDotNet's scanner trips over some malformed texts instead of reporting them.
            return [e.Message];
        }

        var result = _schema.Evaluate(JsonSerializer.SerializeToElement(node), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid
            ? []
            : [
                "refused",
                .. (result.Details ?? []).Where(d => d.Errors is not null)
                    .Select(d => $"{d.InstanceLocation}: {string.Join(", ", d.Errors!.Values)}")
            ];
    }

    /// <summary>A file with every key that the schema knows, made of its examples and defaults.</summary>
    public string Sample() => Sample(_ => null);

    /// <summary>
    /// A file with every key that the schema knows, and in every object that allows only some keys another one.
    /// </summary>
    public string SampleWithUnknownKeys() => Sample(_ => null, UnknownKey);

    /// <summary>A file with every key that the schema knows, and other words wherever only some are allowed.</summary>
    public string SampleWithUnknownWords() =>
        Sample(schema => WordsOf(schema) is null ? null : schema.TryGetProperty("items", out _) ? new JsonArray(UnknownKey) : UnknownKey);

    /// <summary>
    /// A file with every key that the schema knows, and every number that has this bound set to so much more than it.
    /// </summary>
    public string SampleAt(string bound, decimal more) => Sample(schema => BoundOf(schema, bound) is { } number ? number + more : null);

    private static decimal? BoundOf(JsonElement schema, string bound) =>
        schema.TryGetProperty(bound, out var number)
            ? number.GetDecimal()
            : schema.TryGetProperty("anyOf", out var any)
            ? BoundOf(any[0], bound)
            : null;

    private static IReadOnlyList<string>? WordsOf(JsonElement schema) =>
        schema.TryGetProperty("enum", out var words)
            ? [.. words.EnumerateArray().Select(w => w.GetString()!)]
            : schema.TryGetProperty("items", out var items)
            ? WordsOf(items)
            : null;

    /// <summary>A name for an object whose keys are names.</summary>
    private static string NameIn(JsonElement schema) =>
        schema.TryGetProperty("propertyNames", out var names) && names.TryGetProperty("examples", out var examples)
            ? examples[0].GetString()!
            : "one";

    private string Sample(Func<JsonElement, JsonNode?> choose, string? more = null) =>
        Sample(_root, choose, more)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    private static JsonNode? Sample(JsonElement schema, Func<JsonElement, JsonNode?> choose, string? more)
    {
        if (choose(schema) is { } chosen)
        {
            return chosen;
        }

        if (schema.TryGetProperty("examples", out var examples))
        {
            return JsonNode.Parse(examples[0].GetRawText());
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            var all = properties.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Sample(p.Value, choose, more)));
            return new JsonObject(more is null ? all : all.Append(KeyValuePair.Create(more, (JsonNode?)1)));
        }

        if (schema.TryGetProperty("additionalProperties", out var values))
        {
            return new JsonObject([KeyValuePair.Create(NameIn(schema), Sample(values, choose, more))]);
        }

        if (schema.TryGetProperty("default", out var value))
        {
            return JsonNode.Parse(value.GetRawText());
        }

        if (schema.TryGetProperty("enum", out var words))
        {
            return words[0].GetString();
        }

        return schema.GetProperty("type").GetString() switch
        {
            "array" => new JsonArray(Sample(schema.GetProperty("items"), choose, more)),
            "boolean" => true,
            var type => throw new InvalidOperationException($"{type} needs an example: {schema}"),
        };
    }

    private static IEnumerable<(string Path, JsonElement Schema)> Walk(JsonElement schema, string path)
    {
        yield return (path, schema);
        var below = new List<(string Path, JsonElement Schema)>();
        var isClosed = schema.TryGetProperty("properties", out var properties);
        if (isClosed)
        {
            below.AddRange(properties.EnumerateObject().Select(p => ($"{path}.{p.Name}".TrimStart('.'), p.Value)));
        }

        if (schema.TryGetProperty("additionalProperties", out var values))
        {
            values.ValueKind.ShouldBe(isClosed ? JsonValueKind.False : JsonValueKind.Object, path);
            below.AddRange(isClosed ? [] : [($"{path}.{NameIn(schema)}", values)]);
        }

        if (schema.TryGetProperty("items", out var items) && items.TryGetProperty("properties", out _))
        {
            below.Add(($"{path}[1]", items));
        }

        foreach (var found in below.SelectMany(b => Walk(b.Schema, b.Path)))
        {
            yield return found;
        }
    }
}
