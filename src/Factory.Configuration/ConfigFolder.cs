namespace Factory.Configuration;

/// <summary>Resolves the path of <c>silo-config/</c>.</summary>
public static class ConfigFolder
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "FACTORY_CONFIG";

    /// <summary>The folder's name beside the program.</summary>
    public const string Name = "silo-config";

    /// <summary>
    /// Full path of the folder: the given one, else that of the variable, else the one beside the program.
    /// </summary>
    /// <param name="given">From an option or a command line; null for none.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static string Resolve(string? given, Func<string, string?> variable)
    {
        var folder = string.IsNullOrWhiteSpace(given) ? variable(Variable) : given;
        return string.IsNullOrWhiteSpace(folder) ? Path.Combine(AppContext.BaseDirectory, Name) : Path.GetFullPath(folder);
    }
}
