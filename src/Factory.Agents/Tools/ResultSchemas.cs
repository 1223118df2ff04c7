using System.Text.Json.Nodes;
using Factory.Contracts.Artifacts;

namespace Factory.Agents.Tools;

/// <summary>JSON schemas of what agents submit, one for each kind of artifact. The rules behind them are <c>Factory.Domain/Artifacts</c>; these only tell a model the shape.</summary>
internal static class ResultSchemas
{
    /// <summary>The schema of a kind's submission.</summary>
    public static JsonObject Of(ArtifactKind kind) => kind switch
    {
        ArtifactKind.Research => Object(
            Required("summary", Text("What you found out, in two or three sentences.")),
            Required("findings", List("At least one.", Object(
                Required("title", Text("A few words.")),
                Required("detail", Text("What it means for the product.")),
                Optional("source", Text("Where it comes from; leave it out for your own knowledge."))))),
            Optional("risks", List("What may go wrong.", Text("One risk."))),
            Required("recommendation", Text("What to build, in one paragraph."))),
        ArtifactKind.Requirements => Object(
            Required("productName", Text("The product's name as the API returns it.")),
            Required("problem", Text("What is wrong without it, and for whom.")),
            Required("criteria", List("1 to 30 acceptance criteria, numbered from 1 without gaps. Each can be checked with yes or no.", Object(
                Required("number", Typed("integer", "From 1.")),
                Required("text", Text("The check."))))),
            Optional("outOfScope", List("What it will not do.", Text("One thing.")))),
        ArtifactKind.Change => Object(
            Required("summary", Text("What changed and why. The first line, at most 72 characters, becomes the commit's subject.")),
            Optional("notes", List("What a reviewer should know.", Text("One note.")))),
        ArtifactKind.Review => Object(
            Required("verdict", new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("pass", "reject"), ["description"] = "pass only when every criterion is met and nothing must change." }),
            Required("summary", Text("Why, in a few sentences.")),
            Required("answers", List("One for each acceptance criterion, each criterion once.", Object(
                Required("criterion", Typed("integer", "The criterion's number.")),
                Required("met", Typed("boolean", "Whether it is met.")),
                Required("evidence", List("At least one: ids of the factory's evidence (e1, e2, …) or files as path or path:line.", Text("One reference."))),
                Required("comment", Text("What the evidence shows."))))),
            Required("defects", List("What the builder must change: at least one when you reject, none when you pass.", Text("One defect: where, what, and what you expect instead.")))),
        ArtifactKind.Deployment => Object(
            Required("target", Text("The deploy target that the task names.")),
            Required("healthPath", Text("What must answer 200 for the version to count as healthy; begins with '/'.")),
            Required("notes", Text("Release notes, a few lines."))),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no schema for this kind of artifact."),
    };

    private static JsonObject Object(params (string Name, JsonObject Schema, bool Required)[] fields) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(fields.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Schema))),
        ["required"] = new JsonArray([.. fields.Where(f => f.Required).Select(f => (JsonNode)f.Name)]),
    };

    private static (string Name, JsonObject Schema, bool Required) Required(string name, JsonObject schema) => (name, schema, true);

    private static (string Name, JsonObject Schema, bool Required) Optional(string name, JsonObject schema) => (name, schema, false);

    private static JsonObject Text(string about) => Typed("string", about);

    private static JsonObject Typed(string type, string about) => new() { ["type"] = type, ["description"] = about };

    private static JsonObject List(string about, JsonObject items) => new() { ["type"] = "array", ["description"] = about, ["items"] = items };
}
