using System.Text.Json.Nodes;
using Factory.Contracts.Artifacts;
using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Workshop.Tools;

/// <summary>The declaration of <c>submit_result</c>. The loop itself answers calls of it: they end the attempt or are asked for again.</summary>
internal static class SubmitResultTool
{
    /// <summary>Name of the one argument.</summary>
    public const string Argument = "result";

    /// <summary>The declaration for a kind of artifact.</summary>
    public static AIFunctionDeclaration Declare(ArtifactKind kind) => ToolSchema.Declare(
        ToolNames.SubmitResult,
        "Hands in your result and ends your work. Call it once, when everything is done, and not together with other calls.",
        new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [Argument] = ResultSchemas.Of(kind) },
            ["required"] = new JsonArray(Argument),
        });
}
