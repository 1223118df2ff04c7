using System.Text.RegularExpressions;
using Factory.Domain.Builds;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>The changes to an existing repository that a product in one of its folders requires.</summary>
/// <param name="Calls">The calls that write or edit its files.</param>
/// <param name="Notes">Notes for the reviewer.</param>
internal sealed partial record HostRepositoryChanges(IReadOnlyList<ToolCall> Calls, IReadOnlyList<string> Notes)
{
    /// <summary>The file that applies to all projects below it.</summary>
    public const string BuildProps = "Directory.Build.props";

    private const string ProjectEnd = "</Project>";

    /// <summary>Determines the changes from the files that were read.</summary>
    public static HostRepositoryChanges Of(ScriptContext context, IReadOnlyList<string> files, ProductLocation location)
    {
        var (calls, notes) = (new List<ToolCall>(), new List<string>());
        AddManifest(context, files, location, calls, notes);
        // Without the exclusion the user's own project would compile the product's files, too, and no longer build.
        if (!location.IsStatic && HasRootProject(files))
        {
            AddExclusion(context, files, location, calls, notes);
        }

        return new(calls, notes);
    }

    /// <summary>
    /// Returns whether the root contains a project, which by default compiles all source files below it.
    /// </summary>
    // Any kind of project: csproj, fsproj and vbproj all pick up the files below them.
    public static bool HasRootProject(IReadOnlyList<string> files) =>
        files.Any(f => !f.Contains('/') && f.EndsWith("proj", StringComparison.OrdinalIgnoreCase));

    private static void AddManifest(
        ScriptContext context,
        IReadOnlyList<string> files,
        ProductLocation location,
        List<ToolCall> calls,
        List<string> notes)
    {
        if (!files.Contains(ProductManifest.FileName))
        {
            var buildLine = location.BuildCommand is { } build ? $"build: {build}\n" : "";
            calls.Add(ToolCall.Write(
                ProductManifest.FileName,
                $"name: {location.Folder}\n{buildLine}test: {location.TestCommand}\nserve:\n  {location.ServeEntry}\nhealth: /\n"));
            return;
        }

        var manifest = context.FileText(ProductManifest.FileName) ?? "";
        var edits = new List<ToolCall>();
        var commands = location.BuildCommand is { } own
            ? [("build", own), ("test", location.TestCommand)]
            : new[] { ("test", location.TestCommand) };
        foreach (var (key, command) in commands)
        {
            if (Line(manifest, key) is { } line && Extended(line, key, command) is { } extended)
            {
                edits.Add(ToolCall.Edit(ProductManifest.FileName, line + "\n", extended + "\n"));
            }
        }

        calls.AddRange(edits);
        notes.Add(edits.Count == commands.Length
            ? $"The {string.Join(" and ", commands.Select(c => c.Item1))} commands of the existing {ProductManifest.FileName} now " +
                $"include {location.Folder}; what is served is unchanged."
            : $"The existing {ProductManifest.FileName} could not be extended safely: add " +
                $"'{string.Join("' and '", commands.Select(c => c.Item2))}' manually.");
    }

    private static void AddExclusion(
        ScriptContext context,
        IReadOnlyList<string> files,
        ProductLocation location,
        List<ToolCall> calls,
        List<string> notes)
    {
        var exclusion = "  <PropertyGroup>\n    " +
            $"<DefaultItemExcludes>$(DefaultItemExcludes);{location.Folder}/**</DefaultItemExcludes>\n  </PropertyGroup>\n";
        if (!files.Contains(BuildProps))
        {
            calls.Add(ToolCall.Write(BuildProps, $"<Project>\n{exclusion}{ProjectEnd}\n"));
        }
        // The edit replaces a text that must occur once: a second closing tag, for example in a comment, makes it
        // ambiguous.
        else if (context.FileText(BuildProps) is { } props && props.Split(ProjectEnd).Length == 2)
        {
            calls.Add(ToolCall.Edit(BuildProps, ProjectEnd, exclusion + ProjectEnd));
        }
        else
        {
            notes.Add($"{BuildProps} could not be extended: exclude {location.Folder}/** from the root project manually.");
            return;
        }

        notes.Add($"{BuildProps} excludes {location.Folder} from the root project.");
    }

    // The only line with this key; null when there is none or more than one.
    private static string? Line(string manifest, string key)
    {
        var lines = manifest.Split('\n').Where(l => l.StartsWith(key + ":", StringComparison.Ordinal)).ToList();
        return lines.Count == 1 ? lines[0] : null;
    }

    // The line with another command appended; null when its value is not a plain one-line scalar.
    private static string? Extended(string line, string key, string command)
    {
        var value = line[(key.Length + 1)..].Trim();
        var text = value switch
        {
            ['"', .. var inner, '"'] when !inner.Contains('\\') && !inner.Contains('"') => inner,
            ['\'', .. var inner, '\''] => inner.Replace("''", "'", StringComparison.Ordinal),
            _ when Plain().IsMatch(value) => value,
            _ => null,
        };

        // The brackets start a subshell: a "cd" in the existing command must not change the folder of the second one.
        return text is null ? null : $"{key}: '({text.Replace("'", "''", StringComparison.Ordinal)}) && {command}'";
    }

    // Excludes block scalars, anchors, aliases, tags and comments: without a YAML parser that keeps formatting, only
    // plain values can be edited safely.
    [GeneratedRegex(@"^[A-Za-z0-9./_](?:(?! #|: ).)*$")]
    private static partial Regex Plain();
}
