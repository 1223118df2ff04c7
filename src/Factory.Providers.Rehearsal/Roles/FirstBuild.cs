using Factory.Domain.Attempts;
using Factory.Domain.Builds;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>
/// Writes a complete product: to the root of an empty repository, or to a new folder of one that contains files. Files
/// of the user are never overwritten; at most a line is added to <c>product.yaml</c> and <c>Directory.Build.props</c>,
/// where the product could not be built or tested otherwise.
/// </summary>
internal static class FirstBuild
{
    private const int MaxFolders = 100;
    private const string Readme = "README.md";

    /// <summary>Returns the next response.</summary>
    public static ScriptedResponse Next(ScriptContext context, ArchetypeChoice choice, IReadOnlyList<string> files, bool withDefect)
    {
        var location = ChooseLocation(files, choice);
        var unread = FilesToRead(files, location).Where(f => !context.HasRead(f)).ToList();
        if (unread.Count > 0)
        {
            return ScriptedResponse.CallTools(
                $"The repository contains {files.Count} files. Reading those that the product must be compatible with.",
                unread.Select(ToolCall.Read));
        }

        var hostChanges = location.IsRoot ? null : HostRepositoryChanges.Of(context, files, location);

        // All files in one turn: a model can request many calls at once, and the loop must run them alone and in order.
        var writes = context.Exchanges.Where(e => e.Tool is ToolNames.WriteFile or ToolNames.EditFile).ToList();
        if (writes.Count == 0)
        {
            var product = ProductTemplate.Render(choice, location, withDefect)
                .Where(f => ShouldWrite(f.Key, files, context))
                .Select(f => ToolCall.Write(f.Key, f.Value));
            var folder = hostChanges is null ? "" : $" to {location.Folder}/";
            return ScriptedResponse.CallTools(
                $"Writing '{choice.Title}' as {choice.Archetype.Phrase}{folder}.",
                product.Concat(hostChanges?.Calls ?? []));
        }

        var failed = writes.Where(w => w.Failed).Select(w => $"{w.Argument("path")} could not be written: {w.Result}").ToList();
        return ScriptedResponse.Submit($"'{choice.Title}' is written.", new
        {
            Summary = $"Add {choice.Title}\n\nA {choice.Archetype.Name} ({choice.Variant.Name}): "
                + (location.IsStatic ? "a static page and its checks." : "logic in src with tests, a JSON API and a page."),
            Notes = new[]
            {
                $"Archetype {choice.Archetype.Name}, selected by the rehearsal model: a script, not a language model.",
                withDefect ? "Not tested yet." : "Rewritten after a review; not tested yet.",
            }.Concat(hostChanges?.Notes ?? []).Concat(failed).ToList(),
        });
    }

    // The root if the repository contains at most a readme and a licence; otherwise the first unused folder with the
    // product's name.
    private static ProductLocation ChooseLocation(IReadOnlyList<string> files, ArchetypeChoice choice)
    {
        // A repository that the factory or a hosting service created is empty but for these files.
        if (files.All(IsReadmeOrLicense))
        {
            return new ProductLocation("", choice.Variant.IsStatic);
        }

        // The listing is from the beginning of the attempt, so that this choice is the same in every turn.
        var folders = Enumerable.Range(1, MaxFolders).Select(i => i == 1 ? choice.Slug : $"{choice.Slug}-{i}");
        return new ProductLocation(folders.First(IsFree), choice.Variant.IsStatic);

        bool IsFree(string folder) => !files.Any(f =>
            // Ignoring case: on macOS and Windows the folders would be one.
            f.StartsWith(folder + "/", StringComparison.OrdinalIgnoreCase) || f.Equals(folder, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsReadmeOrLicense(string file) =>
        !file.Contains('/')
            && (file.Equals(Readme, StringComparison.OrdinalIgnoreCase) || file.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> FilesToRead(IReadOnlyList<string> files, ProductLocation location) => location.IsRoot
        ? files.Where(f => f == Readme)
        : files.Where(f =>
            f is ProductManifest.FileName || (f == HostRepositoryChanges.BuildProps && HostRepositoryChanges.HasRootProject(files)));

    // Files that do not exist yet, and a readme with nothing but the heading that the factory writes.
    // Not the manifest of a product in a folder: the factory reads the one in the root, which HostRepositoryChanges
    // writes or extends.
    private static bool ShouldWrite(string path, IReadOnlyList<string> files, ScriptContext context) =>
        (!files.Contains(path, StringComparer.OrdinalIgnoreCase)
            || (path == Readme && context.FileText(path) is { } text && text.Trim().Split('\n').Length <= 1))
        && !(path.Contains('/') && path.EndsWith('/' + ProductManifest.FileName, StringComparison.Ordinal));
}
