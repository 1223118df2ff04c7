using System.Globalization;
using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Domain.Configuration;
using Factory.Domain.Runners;

namespace Factory.Agents.Runners;

/// <summary>
/// The folder of an attempt's coding CLI. Its home is the CLI's to write; what it prints lies beside the home, where only
/// the factory can.
/// </summary>
internal sealed class RunnerFolder
{
    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string StateFile = "state.json";

    private readonly Lock _lock = new();
    private readonly string _folder;

    /// <summary>Creates the folder when it does not exist.</summary>
    public RunnerFolder(FactoryPaths paths, AttemptId attempt)
    {
        Attempt = attempt;
        _folder = paths.RunnerSession(attempt);
        State = TryReadState(paths, attempt);
        foreach (var folder in (string[])[_folder, Home, WorkFolder, Prompts])
        {
            CreateFolder(folder);
        }
    }

    /// <summary>Whose CLI it is.</summary>
    public AttemptId Attempt { get; }

    /// <summary>What is known of the CLI; null before <see cref="Update"/>.</summary>
    public RunnerState? State { get; private set; }

    /// <summary>Full path of the home.</summary>
    public string Home => Path.Combine(_folder, "home");

    /// <summary>Full path of the working folder of attempts without a working copy.</summary>
    public string WorkFolder => Path.Combine(_folder, "work");

    /// <summary>
    /// Full path of the folder of prompts, which the CLI can only read: what it can write to is never opened by name again.
    /// </summary>
    public string Prompts => Path.Combine(_folder, "prompts");

    /// <summary>Full path of the file for the output of a start.</summary>
    /// <param name="start">From 1.</param>
    public string OutputFile(int start) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"output-{start}.jsonl"));

    /// <summary>Returns what is known of an attempt's CLI; null when there is nothing, or nothing readable.</summary>
    public static RunnerState? TryReadState(FactoryPaths paths, AttemptId attempt)
    {
        var path = Path.Combine(paths.RunnerSession(attempt), StateFile);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<RunnerState>(File.ReadAllText(path), FactoryJson.Options) : null;
        }
        catch (JsonException)
        {
            // Written by another version of the factory: the attempt is lost, and another one is started.
            return null;
        }
    }

    /// <summary>Changes what is known of the CLI, and writes it when it differs. Safe for concurrent use.</summary>
    /// <param name="change">Returns the new state; receives null before the first call.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Update(Func<RunnerState?, RunnerState> change)
    {
        lock (_lock)
        {
            var state = change(State);
            if (state == State)
            {
                return;
            }

            // Replaced as a whole: a silo that is killed in between leaves the old text or the new one.
            var path = Path.Combine(_folder, StateFile);
            Write(path + ".new", JsonSerializer.Serialize(state, FactoryJson.Options));
            File.Move(path + ".new", path, overwrite: true);
            State = state;
        }
    }

    /// <summary>Writes what a start reads from its standard input.</summary>
    /// <returns>Full path of the file.</returns>
    public string WritePrompt(int start, string prompt)
    {
        var path = Path.Combine(Prompts, string.Create(CultureInfo.InvariantCulture, $"prompt-{start}.md"));
        Write(path, prompt);
        return path;
    }

    /// <summary>Writes the files that a runner needs; to be called before its program runs for the first time.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void WriteFiles(RunnerDefinition runner, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (path, text) in runner.Files)
        {
            Write(RunnerPlaceholders.Expand(path, values), RunnerPlaceholders.Expand(text, values));
        }
    }

    private void Write(string path, string text)
    {
        RemoveLinks(path);
        CreateFolder(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // They contain the attempt's key.
            options.UnixCreateMode = PrivateFile;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    // A silo that starts again finds what the CLI has left here, and would write through its links. From the top: behind a
    // link lies a folder of somebody else.
    private void RemoveLinks(string path)
    {
        var part = _folder;
        foreach (var name in Path.GetRelativePath(_folder, path).Split(Path.DirectorySeparatorChar))
        {
            part = Path.Combine(part, name);
            if (new FileInfo(part) is var file && (file.LinkTarget is not null || (part == path && file.Exists)))
            {
                File.Delete(part);
            }
        }
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, PrivateFolder);
        }
    }
}
