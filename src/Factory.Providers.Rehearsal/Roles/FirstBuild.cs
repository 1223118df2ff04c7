using Factory.Domain.Attempts;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>
/// Writes a complete product to the root of its own repository. Rehearsal models get no repository of the operator's:
/// the factory refuses such a run.
/// </summary>
internal static class FirstBuild
{
    private const string Readme = "README.md";

    /// <summary>Returns the next response.</summary>
    public static ScriptedResponse Next(ScriptContext context, ArchetypeChoice choice, IReadOnlyList<string> files, bool withDefect)
    {
        if (files.Contains(Readme) && !context.HasRead(Readme))
        {
            return ScriptedResponse.CallTools("Reading what is there.", ToolCall.Read(Readme));
        }

        // All files in one turn: a model can request many calls at once, and the loop must run them alone and in order.
        var writes = context.Exchanges.Where(e => e.Tool is ToolNames.WriteFile).ToList();
        if (writes.Count == 0)
        {
            var product = ProductTemplate.Render(choice, withDefect)
                .Where(f => ShouldWrite(f.Key, files, context))
                .Select(f => ToolCall.Write(f.Key, f.Value));
            return ScriptedResponse.CallTools($"Writing '{choice.Title}' as {choice.Archetype.Phrase}.", product);
        }

        var failed = writes.Where(w => w.Failed).Select(w => $"{w.Argument("path")} could not be written: {w.Result}").ToList();
        return ScriptedResponse.Submit($"'{choice.Title}' is written.", new
        {
            Summary = $"Add {choice.Title}\n\nA {choice.Archetype.Name} ({choice.Variant.Name}): "
                + (choice.Variant.IsStatic ? "a static page and its checks." : "logic in src with tests, a JSON API and a page."),
            Notes = new[]
            {
                $"Archetype {choice.Archetype.Name}, selected by the rehearsal model: a script, not a language model.",
                withDefect ? "Not tested yet." : "Rewritten after a review; not tested yet.",
            }.Concat(failed).ToList(),
        });
    }

    // Files that do not exist yet, and a readme with nothing but the heading that the factory writes.
    private static bool ShouldWrite(string path, IReadOnlyList<string> files, ScriptContext context) =>
        !files.Contains(path, StringComparer.OrdinalIgnoreCase)
        || (path == Readme && context.FileText(path) is { } text && text.Trim().Split('\n').Length <= 1);
}
