using System.Text.Json;
using System.Text.Json.Nodes;
using Factory.Contracts.Artifacts;
using Factory.Domain.Artifacts;

namespace Factory.Domain.Tests.Artifacts;

/// <summary>Good submissions, to be spoiled one field at a time.</summary>
internal static class Submissions
{
    public static readonly ArtifactContext Review = new(
        ArtifactKind.Review,
        [new AcceptanceCriterion(1, "It adds."), new AcceptanceCriterion(2, "It subtracts.")],
        ["e1", "e2"],
        DeployTarget: null);

    public static readonly ArtifactContext Deploy = new(ArtifactKind.Deployment, [], [], "local");

    public static ArtifactContext ContextOf(ArtifactKind kind) => kind switch
    {
        ArtifactKind.Review => Review,
        ArtifactKind.Deployment => Deploy,
        _ => new ArtifactContext(kind, [], [], DeployTarget: null),
    };

    public static JsonObject Good(ArtifactKind kind) => (JsonObject)JsonNode.Parse(kind switch
    {
        ArtifactKind.Research =>
            """{"summary":"S","findings":[{"title":"T","detail":"D","source":"https://example.com"}],"risks":["R"],"recommendation":"Build it."}""",
        ArtifactKind.Requirements =>
            """{"productName":"Tip","problem":"P","criteria":[{"number":1,"text":"A"},{"number":2,"text":"B"}],"outOfScope":[]}""",
        ArtifactKind.Change => """{"summary":"Add the tip","notes":["N"]}""",
        ArtifactKind.Review =>
            """{"verdict":"pass","summary":"S","answers":[{"criterion":1,"met":true,"evidence":["e1"],"comment":"C"},{"criterion":2,"met":true,"evidence":["src/Tip.cs:12"],"comment":"C"}],"defects":[]}""",
        _ => """{"target":"local","healthPath":"/","notes":"First version."}""",
    })!;

    /// <summary>
    /// A good submission with one value replaced; the path reads <c>answers[0].met</c>, the value is JSON, null takes
    /// the field away.
    /// </summary>
    public static ArtifactValidationResult CheckWith(ArtifactKind kind, string path, string? json)
    {
        JsonNode node = Good(kind);
        var parts = path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts[..^1])
        {
            node = part[0] == '[' ? node[int.Parse(part[1..^1])]! : node[part]!;
        }

        var root = node.Root;
        if (json is null)
        {
            ((JsonObject)node).Remove(parts[^1]);
        }
        else if (parts[^1][0] == '[')
        {
            node[int.Parse(parts[^1][1..^1])] = JsonNode.Parse(json);
        }
        else
        {
            node[parts[^1]] = JsonNode.Parse(json);
        }

        return Check(kind, root.ToJsonString());
    }

    public static ArtifactValidationResult Check(ArtifactKind kind, string json)
    {
        using var document = JsonDocument.Parse(json);
        return ArtifactRules.Validate(document.RootElement, ContextOf(kind));
    }
}
