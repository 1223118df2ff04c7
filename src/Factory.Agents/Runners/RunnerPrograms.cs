using Factory.Domain.Configuration;
using Factory.Domain.Runners;

namespace Factory.Agents.Runners;

/// <summary>
/// Finds the programs of coding CLIs: first those that the factory has installed, then those on the search path.
/// </summary>
/// <param name="paths">The data folder.</param>
/// <param name="searchPath">Folders separated by colons; null for none.</param>
/// <param name="home">The home of the silo's user, which must not become readable as a program's folder; null when the user
/// has none.</param>
public sealed class RunnerPrograms(FactoryPaths paths, string? searchPath, string? home)
{
    private const string Modules = "node_modules";
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Returns a runner's program; null when this machine has none.</summary>
    public RunnerProgram? Find(RunnerDefinition runner) =>
        Folders(runner).Select(folder => Read(Path.Combine(folder, runner.Program))).FirstOrDefault(program => program is not null);

    private IEnumerable<string> Folders(RunnerDefinition runner) =>
    [
        Path.Combine(paths.RunnerInstallation(runner.Name), Modules, ".bin"),
        .. (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathFullyQualified),
    ];

    // The link's target is what runs, and what must be readable in the sandbox.
    private RunnerProgram? Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            var target = file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true) ?? file : file;
            return target.Exists && (OperatingSystem.IsWindows() || (((FileInfo)target).UnixFileMode & Executable) != 0)
                && FolderOf(target.FullName) is var folder && !ExposesHome(folder)
                    ? new RunnerProgram(target.FullName, folder)
                    : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Links in a circle, or a folder that the silo cannot read: the next folder may have it.
            return null;
        }
    }

    // npm packages find each other in the outermost node_modules; other programs have their files beside them.
    private static string FolderOf(string program)
    {
        var modules = program.IndexOf($"/{Modules}/", StringComparison.Ordinal);
        return modules > 0 ? program[..(modules + Modules.Length + 1)] : Path.GetDirectoryName(program)!;
    }

    // A program in ~/bin would make nothing but that folder readable; one in ~ itself, all of the user's keys.
    private bool ExposesHome(string folder) =>
        folder.Count(c => c == '/') < 2
            || (home is { Length: > 0 } && (home.TrimEnd('/') + "/").StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal));
}

/// <summary>The program of a coding CLI on this machine.</summary>
/// <param name="Path">Full path, links resolved.</param>
/// <param name="Folder">Full path of the folder that it must be able to read.</param>
public sealed record RunnerProgram(string Path, string Folder);
