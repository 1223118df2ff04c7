namespace Factory.Sandbox;

/// <summary>The developer tools of this machine that commands can use.</summary>
/// <param name="SearchPath">The value of <c>PATH</c> for commands.</param>
/// <param name="Folders">Full paths of folders outside the system's own that must be readable in the sandbox.</param>
/// <param name="DotnetRoot">Full path of the .NET SDK; null when there is none.</param>
internal sealed record Toolchain(string SearchPath, IReadOnlyList<string> Folders, string? DotnetRoot)
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string[] SystemFolders = ["/usr/local/bin", "/usr/bin", "/bin"];

    // Tools that are often installed outside /usr. They need the folder above their bin, which contains their
    // libraries.
    private static readonly string[] Tools = ["node", "python3"];

    /// <summary>Searches for the tools.</summary>
    /// <param name="searchPath">The silo's search path; null for none.</param>
    /// <param name="dotnetRoot">The value of <c>DOTNET_ROOT</c>; null for none.</param>
    /// <param name="home">The home of the silo's user, which must not become readable as a tool's folder; null when the
    /// user has none.</param>
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
            // The shims of version managers (asdf, pyenv) are scripts that need the user's home. They are skipped by
            // the name of their folder, and the system's own program is found instead.
            if (FindProgram(searchPath, tool) is { } program
                && Path.GetFileName(Path.GetDirectoryName(program)) == "bin"
                && !IsSystem(program)
                && !ExposesHome(Path.GetDirectoryName(Path.GetDirectoryName(program))!, home))
            {
                folders.Add(Path.GetDirectoryName(Path.GetDirectoryName(program))!);
                path.Add(Path.GetDirectoryName(program)!);
            }
        }

        return new Toolchain(
            string.Join(':', path.Concat(SystemFolders).Distinct()),
            folders.Where(folder => !IsSystem(folder)).Distinct().ToList(),
            dotnet);
    }

    /// <summary>Returns the full path of a program with all links resolved; null when it is not on the path.</summary>
    /// <param name="searchPath">Folders separated by colons, searched before the system's own; null for none.</param>
    /// <param name="name">The program's file name.</param>
    public static string? FindProgram(string? searchPath, string name)
    {
        foreach (var folder in (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(SystemFolders))
        {
            if (Path.IsPathFullyQualified(folder) && FindExecutable(Path.Combine(folder, name)) is { } program)
            {
                return program;
            }
        }

        return null;
    }

    // As a shell searches: a link that leads nowhere, or a file that cannot be executed, does not hide the program of a
    // later folder. Taken for bubblewrap, it would cost all isolation.
    private static string? FindExecutable(string path)
    {
        try
        {
            var file = new FileInfo(path);
            var target = file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true) ?? file : file;
            return target.Exists && (OperatingSystem.IsWindows() || (target.UnixFileMode & Executable) != 0) ? target.FullName : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Links in a circle, or a folder that the silo cannot read.
            return null;
        }
    }

    // A program in ~/bin or ~/.local/bin would make the whole home readable, including its keys; one in /opt/bin all of
    // /opt.
    private static bool ExposesHome(string folder, string? home)
    {
        var slashed = folder.TrimEnd('/') + "/";
        return folder.Count(c => c == '/') < 2
            || (home is { Length: > 0 }
                && ((home.TrimEnd('/') + "/").StartsWith(slashed, StringComparison.Ordinal) || folder == Path.Combine(home, ".local")));
    }

    private static bool IsSystem(string path) =>
        path.StartsWith("/usr/", StringComparison.Ordinal) || path.StartsWith("/bin/", StringComparison.Ordinal);
}
