using Factory.Agents.Egress;
using Factory.Domain.Runners;
using Factory.Domain.Sandbox;
using Factory.Domain.WorkingCopies;

namespace Factory.Agents.Runners;

/// <summary>Builds the commands that start an attempt's CLI, the first time and again.</summary>
/// <param name="runner">The CLI and its program.</param>
/// <param name="folder">Its home, prompts and output.</param>
/// <param name="copy">The working copy; null when the attempt has none.</param>
/// <param name="values">The values of the placeholders, but for the prompt and the session.</param>
/// <param name="sockets">What it reaches of the host.</param>
/// <param name="egress">How it reaches the internet; null when it does not.</param>
internal sealed class RunnerCommand(
    SelectedRunner runner,
    RunnerFolder folder,
    WorkingCopy? copy,
    IReadOnlyDictionary<string, string> values,
    IReadOnlyList<ForwardedSocket> sockets,
    AttemptEgress? egress)
{
    // The wall clock of the attempt ends it before; a command needs some limit.
    private static readonly CommandLimits Limits = new(TimeSpan.FromDays(7), MaxProcesses: 1024);

    /// <summary>How the CLI is driven.</summary>
    public RunnerDefinition Definition => runner.Definition;

    /// <summary>What is known of the CLI.</summary>
    public RunnerState State => folder.State!;

    /// <summary>Notes what has become known of the CLI. Safe for concurrent use.</summary>
    public void Update(Func<RunnerState, RunnerState> change) => folder.Update(state => change(state!));

    /// <summary>Begins another start: in the CLI's session if it has one.</summary>
    /// <param name="prompt">What it is given.</param>
    /// <returns>The command.</returns>
    public SandboxedCommand BuildNext(string prompt)
    {
        // Before it runs: a silo that is killed right after the start must find its processes.
        Update(state => state with
        {
            Start = state.Start + 1,
            Tag = RunnerTag.Create(folder.Attempt),
            Position = 0,
        });
        return Build(prompt, State.Session);
    }

    /// <summary>Returns the command of the latest start, to take it over.</summary>
    public SandboxedCommand BuildLatest() => Build("", State.Session);

    private SandboxedCommand Build(string prompt, string? session)
    {
        var start = State.Start;
        var all = new Dictionary<string, string>(values, StringComparer.Ordinal)
        {
            [RunnerPlaceholders.Prompt] = prompt,
            [RunnerPlaceholders.Session] = session ?? "",
        };
        var arguments = session is null ? Definition.Arguments : Definition.ResumeArguments;
        return new SandboxedCommand(
            CommandLine(arguments, all, prompt.Length == 0 ? "/dev/null" : folder.WritePrompt(start, prompt)),
            copy?.Folder ?? folder.WorkFolder,
            Limits,
            Environment(all),
            [.. copy?.ReadOnlyFolders ?? [], runner.Program.Folder, folder.Prompts],
            [folder.Home])
        {
            ForwardedSockets = egress is null ? sockets : [.. sockets, egress.Socket],
            OutputFile = folder.OutputFile(start),
            SurvivalTag = State.Tag,
        };
    }

    private string CommandLine(IReadOnlyList<string> arguments, Dictionary<string, string> all, string promptFile)
    {
        var words = arguments.Select(a => RunnerPlaceholders.Expand(a, all)).Prepend(runner.Program.Path).Select(Quote);
        var input = RunnerPlaceholders.IsUsed(RunnerPlaceholders.Prompt, arguments) ? "/dev/null" : promptFile;
        return $"exec {string.Join(' ', words)} < {Quote(input)}";
    }

    private Dictionary<string, string> Environment(Dictionary<string, string> all)
    {
        var variables = new Dictionary<string, string>(egress?.Environment ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in Definition.Environment)
        {
            variables[name] = RunnerPlaceholders.Expand(value, all);
        }

        variables["HOME"] = folder.Home;
        return variables;
    }

    // Between single quotes the shell interprets nothing; a single quote ends them, stands for itself, and opens them
    // again.
    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
