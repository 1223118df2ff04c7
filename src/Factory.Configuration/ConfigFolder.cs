namespace Factory.Configuration;

/// <summary>Where <c>silo-config/</c> is.</summary>
public static class ConfigFolder
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "FACTORY_CONFIG";

    /// <summary>The folder's name beside the program.</summary>
    public const string Name = "silo-config";

    /// <summary>Full path of the folder: as given, else as the variable says, else beside the program.</summary>
    /// <param name="given">From an option or a command line; null for none.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static string Resolve(string? given, Func<string, string?> variable)
    {
        var folder = string.IsNullOrWhiteSpace(given) ? variable(Variable) : given;
        return string.IsNullOrWhiteSpace(folder) ? Path.Combine(AppContext.BaseDirectory, Name) : Path.GetFullPath(folder);
    }
}
