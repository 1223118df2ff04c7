using System.Text.Json.Nodes;
using Factory.Contracts.Artifacts;

namespace Factory.Agents.Tools;

/// <summary>
/// JSON schemas of results, one for each kind of artifact. They describe the shape to a model;
/// <c>Factory.Domain/Artifacts</c> validates what it submits.
/// </summary>
internal static class ResultSchemas
{
    /// <summary>Returns the schema of a kind's result.</summary>
    public static JsonObject Of(ArtifactKind kind) => kind switch
    {
        ArtifactKind.Research => Object(
            Required("summary", Text("Your conclusions, in two or three sentences.")),
            Required("findings", List("At least one.", Object(
                Required("title", Text("A few words.")),
                Required("detail", Text("What the finding means for the product.")),
                Optional("source", Text("The source; omit it for your own knowledge."))))),
            Optional("risks", List("What could go wrong.", Text("One risk."))),
            Required("recommendation", Text("What to build, in one paragraph."))),
        ArtifactKind.Requirements => Object(
            Required("productName", Text("The name of the product.")),
            Required("problem", Text("The problem that the product solves, and for whom.")),
            Required(
                "criteria",
                List("1 to 30 acceptance criteria, numbered from 1 without gaps. Each can be verified with yes or no.", Object(
                Required("number", Typed("integer", "The number, from 1.")),
                Required("text", Text("The criterion."))))),
            Optional("outOfScope", List("What is not part of the product.", Text("One thing.")))),
        ArtifactKind.Change => Object(
            Required("summary", Text("What changed and why. The first line, at most 72 characters, becomes the commit's subject.")),
            Optional("notes", List("What a reviewer should know.", Text("One note.")))),
        ArtifactKind.Review => OfReview(),
        ArtifactKind.Deployment => Object(
            Required("target", Text("The deploy target that the task names.")),
            Required("healthPath", Text("The path that returns status 200 when the product is healthy; begins with '/'.")),
            Required("notes", Text("Release notes, a few lines."))),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no schema for this kind of artifact."),
    };

    private static JsonObject OfReview() => Object(
        Required("verdict", new JsonObject
        {
            ["type"] = "string",
            ["enum"] = new JsonArray("pass", "reject"),
            ["description"] = "pass only when every criterion is met and no change is required.",
        }),
        Required("summary", Text("The reasons, in a few sentences.")),
        Required("answers", List("Exactly one for each acceptance criterion.", Object(
            Required("criterion", Typed("integer", "The number of the criterion.")),
            Required("met", Typed("boolean", "Whether the criterion is met.")),
            Required(
                "evidence",
                List("At least one: ids of the factory's evidence (e1, e2, …) or files as path or path:line.", Text("One reference."))),
            Required("comment", Text("What the evidence shows."))))),
        Required(
            "defects",
            List(
                "What the builder must change: at least one when the verdict is reject, none when it is pass.",
                Text("One defect: where it is, what is wrong, and what is expected instead."))),
        Optional("warnings", List("Exactly one for each warning of the factory, when the verdict is pass.", Object(
            Required("warning", Typed("integer", "The number of the warning.")),
            Required("comment", Text("What you checked, and why the change passes nevertheless."))))));

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

    private static JsonObject List(
        string about,
        JsonObject items) => new() { ["type"] = "array", ["description"] = about, ["items"] = items };
}
