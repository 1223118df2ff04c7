using Factory.Contracts.Artifacts;
using Factory.Domain.Attempts;
using Factory.Domain.Builds;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>Proposes the deployment: target from the brief, health path from the product's manifest.</summary>
internal static class DeployRole
{
    private const string DefaultTarget = "local";

    public static Move Next(ScriptContext conversation)
    {
        if (conversation.Has(ToolNames.ReadFile) && !conversation.WasRead(ProductManifest.FileName))
        {
            return Move.Call("Looking up how the product says that it is healthy.", ToolCall.Read(ProductManifest.FileName));
        }

        var title = conversation.Brief.Artifacts.OfType<Requirements>().LastOrDefault()?.ProductName ?? ArchetypeChoice.For(conversation.Brief.Idea).Title;
        var change = conversation.Brief.Artifacts.OfType<ChangeSet>().LastOrDefault();
        return Move.Submit(
            $"Ready to deploy '{title}'.",
            new
            {
                Target = conversation.Brief.Target ?? DefaultTarget,
                HealthPath = HealthPath(conversation.FileText(ProductManifest.FileName)),
                Notes = $"'{title}', built in a rehearsal.{(change is null ? "" : " " + change.Summary)}",
            });
    }

    private static string HealthPath(string? manifest)
    {
        const string key = "health:";
        var line = manifest?.Split('\n').FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        var path = line?[key.Length..].Trim().Trim('"', '\'');
        return path is { Length: > 0 } && path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal) && !path.Any(c => char.IsWhiteSpace(c) || c is '\\' or '#') ? path : "/";
    }
}
