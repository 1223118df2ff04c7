using Factory.Domain.Builds;

namespace Factory.Workspaces.Builds;

/// <summary>Validates manifests. Agents write them, so no value is trusted.</summary>
internal static class ManifestRules
{
    private const int MaxNameLength = 80;
    private const int MaxCommandLength = 4_096;
    private const int MaxPathLength = 200;

    /// <summary>Returns an error for each violated rule, beginning with the key; empty for a valid manifest.</summary>
    public static IReadOnlyList<string> Check(ProductManifest manifest)
    {
        var errors = new List<string>();
        if (manifest.Name.Length is 0 or > MaxNameLength || manifest.Name.Any(char.IsControl))
        {
            errors.Add($"name: give 1 to {MaxNameLength} printable characters.");
        }

        CheckCommand("build", manifest.Build);
        CheckCommand("test", manifest.Test);
        CheckCommand("serve.command", manifest.Serve.Command);
        if ((manifest.Serve.Static is null) == (manifest.Serve.Command is null))
        {
            errors.Add("serve: give exactly one of static (a folder) and command (a command line).");
        }

        if (manifest.Serve.Static is { } folder && !IsRelativeFolder(folder))
        {
            errors.Add("serve.static: give a folder inside the product, such as public, without leading slash, '..' or hidden parts.");
        }

        if (!HealthPath.IsValid(manifest.Health))
        {
            errors.Add("health: give a path that starts with one slash, such as /health, without spaces and '..'.");
        }

        return errors;

        void CheckCommand(string key, string? command)
        {
            if (command is not null
                && (command.Length > MaxCommandLength || command.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))))
            {
                errors.Add($"{key}: give a command line of at most {MaxCommandLength} printable characters.");
            }
        }
    }

    private static bool IsRelativeFolder(string folder)
    {
        if (folder is "." or "./")
        {
            return true;
        }

        var parts = folder.TrimEnd('/').Split('/');
        return folder.Length <= MaxPathLength && !folder.Contains('\\', StringComparison.Ordinal) && !folder.Any(char.IsControl)
            && parts.All(part => part.Length > 0 && part[0] != '.');
    }
}
