namespace Factory.Sandbox;

/// <summary>Where the tools of this machine are, worked out once from the silo's search path.</summary>
/// <param name="SearchPath">What commands get as <c>PATH</c>.</param>
/// <param name="Folders">Folders outside the system's own that the tools need, to be readable in the sandbox.</param>
/// <param name="DotnetRoot">The folder of the .NET SDK; null when there is none.</param>
internal sealed record Toolchain(string SearchPath, IReadOnlyList<string> Folders, string? DotnetRoot)
{
    private static readonly string[] SystemFolders = ["/usr/local/bin", "/usr/bin", "/bin"];

    // Tools whose installations are often not under /usr: the folder above bin is what they need.
    private static readonly string[] Tools = ["node", "python3"];

    /// <summary>Looks for the tools.</summary>
    /// <param name="searchPath">The silo's search path.</param>
    /// <param name="dotnetRoot">The value of <c>DOTNET_ROOT</c>; null for none.</param>
    /// <param name="home">The home of the silo's user, which no tool's folder may open to commands; null when it has none.</param>
    public static Toolchain Detect(string? searchPath, string? dotnetRoot, string? home)
    {
        var dotnet = dotnetRoot is { Length: > 0 } && File.Exists(Path.Combine(dotnetRoot, "dotnet"))
            ? Path.GetFullPath(dotnetRoot)
            : Path.GetDirectoryName(FindProgram(searchPath, "dotnet"));
        var folders = new List<string>();
        var path = new List<string>();
        if (dotnet is not null && !ExposesHome(dotnet, home))
        {
            folders.Add(dotnet);
            path.Add(dotnet);
        }

        foreach (var tool in Tools)
        {
            // A version manager's shim is a script that needs its user's home; the system's own program is found without it.
            if (FindProgram(searchPath, tool) is { } program && Path.GetFileName(Path.GetDirectoryName(program)) == "bin" && !IsSystem(program)
                && !ExposesHome(Path.GetDirectoryName(Path.GetDirectoryName(program))!, home))
            {
                folders.Add(Path.GetDirectoryName(Path.GetDirectoryName(program))!);
                path.Add(Path.GetDirectoryName(program)!);
            }
        }

        return new Toolchain(
            string.Join(':', path.Concat(SystemFolders).Distinct()), folders.Where(folder => !IsSystem(folder)).Distinct().ToList(), dotnet);
    }

    /// <summary>Full path of a program with all links followed; null when it is not on the path.</summary>
    public static string? FindProgram(string? searchPath, string name)
    {
        foreach (var folder in (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(SystemFolders))
        {
            var file = new FileInfo(Path.Combine(folder, name));
            if (Path.IsPathFullyQualified(folder) && file.Exists)
            {
                return file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
            }
        }

        return null;
    }

    // A program in ~/bin or ~/.local/bin would open the whole home, with its keys; one in /opt/bin all of /opt.
    private static bool ExposesHome(string folder, string? home)
    {
        var slashed = folder.TrimEnd('/') + "/";
        return folder.Count(c => c == '/') < 2
            || (home is { Length: > 0 } && ((home.TrimEnd('/') + "/").StartsWith(slashed, StringComparison.Ordinal) || folder == Path.Combine(home, ".local")));
    }

    private static bool IsSystem(string path) => path.StartsWith("/usr/", StringComparison.Ordinal) || path.StartsWith("/bin/", StringComparison.Ordinal);
}
