using System.Text.RegularExpressions;
using Factory.Domain.Builds;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>What a product in a folder of its own needs from the repository around it.</summary>
/// <param name="Calls">Files to write and lines to change.</param>
/// <param name="Notes">What a reviewer should know of it.</param>
internal sealed partial record HostRepositoryChanges(IReadOnlyList<ToolCall> Calls, IReadOnlyList<string> Notes)
{
    public const string BuildProps = "Directory.Build.props";

    private const string ProjectEnd = "</Project>";

    public static HostRepositoryChanges Of(ScriptContext context, IReadOnlyList<string> files, ProductLocation location)
    {
        var (calls, notes) = (new List<ToolCall>(), new List<string>());
        AddManifest(context, files, location, calls, notes);
        if (!location.IsStatic && HasRootProject(files))
        {
            AddExclusion(context, files, location, calls, notes);
        }

        return new(calls, notes);
    }

    /// <summary>A project in the root takes in all sources below it.</summary>
    public static bool HasRootProject(IReadOnlyList<string> files) => files.Any(f => !f.Contains('/') && f.EndsWith("proj", StringComparison.OrdinalIgnoreCase));

    private static void AddManifest(ScriptContext context, IReadOnlyList<string> files, ProductLocation location, List<ToolCall> calls, List<string> notes)
    {
        if (!files.Contains(ProductManifest.FileName))
        {
            calls.Add(ToolCall.Write(ProductManifest.FileName, $"name: {location.Folder}\n{(location.BuildCommand is { } build ? $"build: {build}\n" : "")}test: {location.TestCommand}\nserve:\n  {location.ServeEntry}\nhealth: /\n"));
            return;
        }

        var manifest = context.FileText(ProductManifest.FileName) ?? "";
        var edits = new List<ToolCall>();
        var commands = location.BuildCommand is { } own ? [("build", own), ("test", location.TestCommand)] : new[] { ("test", location.TestCommand) };
        foreach (var (key, command) in commands)
        {
            if (Line(manifest, key) is { } line && Extended(line, key, command) is { } extended)
            {
                edits.Add(ToolCall.Edit(ProductManifest.FileName, line + "\n", extended + "\n"));
            }
        }

        calls.AddRange(edits);
        notes.Add(edits.Count == commands.Length
            ? $"{ProductManifest.FileName} was there: its {string.Join(" and ", commands.Select(c => c.Item1))} also take in {location.Folder} now; what is served is unchanged."
            : $"{ProductManifest.FileName} was there and could not be extended safely: add '{string.Join("' and '", commands.Select(c => c.Item2))}' by hand.");
    }

    private static void AddExclusion(ScriptContext context, IReadOnlyList<string> files, ProductLocation location, List<ToolCall> calls, List<string> notes)
    {
        var exclusion = $"  <PropertyGroup>\n    <DefaultItemExcludes>$(DefaultItemExcludes);{location.Folder}/**</DefaultItemExcludes>\n  </PropertyGroup>\n";
        if (!files.Contains(BuildProps))
        {
            calls.Add(ToolCall.Write(BuildProps, $"<Project>\n{exclusion}{ProjectEnd}\n"));
        }
        else if (context.FileText(BuildProps) is { } props && props.Split(ProjectEnd).Length == 2)
        {
            calls.Add(ToolCall.Edit(BuildProps, ProjectEnd, exclusion + ProjectEnd));
        }
        else
        {
            notes.Add($"{BuildProps} could not be extended: exclude {location.Folder}/** from the root project by hand.");
            return;
        }

        notes.Add($"{BuildProps} keeps the root project from compiling what is in {location.Folder}.");
    }

    /// <summary>The only line of this key; null when there is none or more than one.</summary>
    private static string? Line(string manifest, string key)
    {
        var lines = manifest.Split('\n').Where(l => l.StartsWith(key + ":", StringComparison.Ordinal)).ToList();
        return lines.Count == 1 ? lines[0] : null;
    }

    /// <summary>The line with a further command; null when its value is not one plain line.</summary>
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
        return text is null ? null : $"{key}: '({text.Replace("'", "''", StringComparison.Ordinal)}) && {command}'";
    }

    // No block scalars, anchors, aliases, tags or comments.
    [GeneratedRegex(@"^[A-Za-z0-9./_](?:(?! #|: ).)*$")]
    private static partial Regex Plain();
}
