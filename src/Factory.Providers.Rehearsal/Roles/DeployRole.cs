using Factory.Contracts.Artifacts;
using Factory.Domain.Attempts;
using Factory.Domain.Builds;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>Proposes the deployment: the target from the prompt, the health path from the product's manifest.</summary>
internal static class DeployRole
{
    private const string DefaultTarget = "local";

    /// <summary>Returns the next response.</summary>
    public static ScriptedResponse Next(ScriptContext context)
    {
        if (context.HasTool(ToolNames.ReadFile) && !context.HasRead(ProductManifest.FileName))
        {
            return ScriptedResponse.CallTools("Reading the health path from the manifest.", ToolCall.Read(ProductManifest.FileName));
        }

        var title = context.Prompt.Artifacts.OfType<Requirements>().LastOrDefault()?.ProductName
            ?? ArchetypeChoice.Choose(context.Prompt.Idea).Title;
        var change = context.Prompt.Artifacts.OfType<ChangeSet>().LastOrDefault();
        return ScriptedResponse.Submit(
            $"Ready to deploy '{title}'.",
            new
            {
                Target = context.Prompt.Target ?? DefaultTarget,
                HealthPath = ReadHealthPath(context.FileText(ProductManifest.FileName)),
                Notes = $"'{title}', built in a rehearsal.{(change is null ? "" : " " + change.Summary)}",
            });
    }

    private static string ReadHealthPath(string? manifest)
    {
        const string key = "health:";
        var line = manifest?.Split('\n').FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        var path = line?[key.Length..].Trim().Trim('"', '\'');
        // The manifest may be the user's own: a path that DeploymentRules would reject must not fail the deployment.
        return path is not null && HealthPath.IsValid(path) ? path : "/";
    }
}
