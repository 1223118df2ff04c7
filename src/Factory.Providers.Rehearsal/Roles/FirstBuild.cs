using Factory.Domain.Attempts;
using Factory.Domain.Builds;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>
/// Writes a whole product: into the root of an empty repository, into a folder of its own in one that holds something. What belongs to the
/// user is never overwritten; at most a line is added to <c>product.yaml</c> and <c>Directory.Build.props</c>, where the product could not be built or tested otherwise.
/// </summary>
internal static class FirstBuild
{
    private const int MaxFolders = 100;
    private const string Readme = "README.md";

    public static ScriptedResponse Next(ScriptContext context, ArchetypeChoice choice, IReadOnlyList<string> files, bool withDefect)
    {
        var location = ChooseLocation(files, choice);
        var unread = FilesToRead(files, location).Where(f => !context.HasRead(f)).ToList();
        if (unread.Count > 0)
        {
            return ScriptedResponse.CallTools($"The repository holds {files.Count} files. Reading what the product must fit in with.", unread.Select(ToolCall.Read));
        }

        var guest = location.IsRoot ? null : HostRepositoryChanges.Of(context, files, location);
        var writes = context.Exchanges.Where(e => e.Tool is ToolNames.WriteFile or ToolNames.EditFile).ToList();
        if (writes.Count == 0)
        {
            var product = ProductTemplate.Render(choice, location, withDefect)
                .Where(f => ShouldWrite(f.Key, files, context))
                .Select(f => ToolCall.Write(f.Key, f.Value));
            return ScriptedResponse.CallTools($"Writing '{choice.Title}' as {choice.Archetype.Phrase}{(guest is null ? "" : $" into {location.Folder}/")}.", product.Concat(guest?.Calls ?? []));
        }

        var failed = writes.Where(w => w.Failed).Select(w => $"{w.Argument("path")} could not be written: {w.Result}").ToList();
        return ScriptedResponse.Submit($"'{choice.Title}' is written.", new
        {
            Summary = $"Add {choice.Title}\n\nA {choice.Archetype.Name} ({choice.Variant.Name}): {(location.IsStatic ? "one page that is served as it is, and its checks" : "logic in src with tests, a JSON API and one page")}.",
            Notes = new[]
            {
                $"Archetype {choice.Archetype.Name}, picked by the rehearsal model: a script, not a language model.",
                withDefect ? "Not tested yet." : "Written anew after a review; not tested yet.",
            }.Concat(guest?.Notes ?? []).Concat(failed).ToList(),
        });
    }

    /// <summary>The root when nothing but a readme or licence is there, else the first folder of the product's name that is free.</summary>
    private static ProductLocation ChooseLocation(IReadOnlyList<string> files, ArchetypeChoice choice)
    {
        if (files.All(IsReadmeOrLicense))
        {
            return new ProductLocation("", choice.Variant.IsStatic);
        }

        // A product written earlier in this attempt is not listed: the listing is from its beginning.
        var folders = Enumerable.Range(1, MaxFolders).Select(i => i == 1 ? choice.Slug : $"{choice.Slug}-{i}");
        return new ProductLocation(folders.First(folder => !files.Any(f => f.StartsWith(folder + "/", StringComparison.OrdinalIgnoreCase) || f.Equals(folder, StringComparison.OrdinalIgnoreCase))), choice.Variant.IsStatic);
    }

    private static bool IsReadmeOrLicense(string file) =>
        !file.Contains('/') && (file.Equals(Readme, StringComparison.OrdinalIgnoreCase) || file.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> FilesToRead(IReadOnlyList<string> files, ProductLocation location) => location.IsRoot
        ? files.Where(f => f == Readme)
        : files.Where(f => f is ProductManifest.FileName || (f == HostRepositoryChanges.BuildProps && HostRepositoryChanges.HasRootProject(files)));

    /// <summary>Everything that is not there yet, and a readme that holds no more than a heading.</summary>
    private static bool ShouldWrite(string path, IReadOnlyList<string> files, ScriptContext context) =>
        (!files.Contains(path, StringComparer.OrdinalIgnoreCase)
            || (path == Readme && context.FileText(path) is { } text && text.Trim().Split('\n').Length <= 1))
        && !(path.Contains('/') && path.EndsWith('/' + ProductManifest.FileName, StringComparison.Ordinal));
}
