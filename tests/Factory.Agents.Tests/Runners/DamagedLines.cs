using System.Text.Json.Nodes;

namespace Factory.Agents.Tests.Runners;

/// <summary>Makes variants of a line of JSON, each with one field replaced or removed.</summary>
internal static class DamagedLines
{
    /// <summary>Returns all variants: each field, at any depth, with each of the values and without it.</summary>
    public static IEnumerable<string> Of(string line, IReadOnlyList<string> values)
    {
        var root = JsonNode.Parse(line)!.AsObject();
        foreach (var (owner, name) in Fields(root).ToList())
        {
            var original = owner[name]?.DeepClone();
            foreach (var value in values)
            {
                // A placeholder, because not every damaged value can be held by a node.
                owner[name] = "PLACEHOLDER";
                yield return root.ToJsonString().Replace("\"PLACEHOLDER\"", value, StringComparison.Ordinal);
            }

            owner.Remove(name);
            yield return root.ToJsonString();
            owner[name] = original;
        }
    }

    private static IEnumerable<(JsonObject Owner, string Name)> Fields(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => Fields(p.Value).Prepend((o, p.Key))),
        JsonArray a => a.SelectMany(Fields),
        _ => [],
    };
}
