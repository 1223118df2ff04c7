using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Factory.Configuration.Tests.Support;

/// <summary>
/// YAML as an editor sees it before it looks at a schema: with the types that YAML 1.2 gives to plain values.
/// </summary>
internal static partial class YamlJson
{
    /// <exception cref="YamlException">It is not YAML, or a key appears twice.</exception>
    public static JsonNode? Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Count switch
        {
            0 => null,
            1 => Convert(stream.Documents[0].RootNode),
            _ => throw new YamlException("more than one document"),
        };
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map =>
            new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Convert(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } => null,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => flag.Value == "true",
        YamlScalarNode { Style: ScalarStyle.Plain } plain when Number().IsMatch(plain.Value!) =>
            decimal.Parse(plain.Value!, NumberStyles.Float, CultureInfo.InvariantCulture),
        YamlScalarNode text => text.Value,
        _ => throw new YamlException($"no {node.NodeType}"),
    };

    [GeneratedRegex(@"^[-+]?[0-9]+(\.[0-9]*)?(e[-+]?[0-9]+)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
