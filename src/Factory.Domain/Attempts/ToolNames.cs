namespace Factory.Domain.Attempts;

/// <summary>The tools of the built-in agent loop, as models and agent files name them.</summary>
public static class ToolNames
{
    /// <summary>Lists files of the working copy.</summary>
    public const string ListFiles = "list_files";
    /// <summary>Reads a file of the working copy.</summary>
    public const string ReadFile = "read_file";
    /// <summary>Searches the files of the working copy for a text or pattern.</summary>
    public const string SearchFiles = "search_files";
    /// <summary>Creates or replaces a file.</summary>
    public const string WriteFile = "write_file";
    /// <summary>Replaces a part of a file.</summary>
    public const string EditFile = "edit_file";
    /// <summary>Runs a command in the sandbox.</summary>
    public const string RunCommand = "run_command";
    /// <summary>Asks the operator and waits for the answer.</summary>
    public const string AskOperator = "ask_operator";

    /// <summary>Ends the attempt with a typed result. Every agent has it.</summary>
    public const string SubmitResult = "submit_result";

    /// <summary>All tools.</summary>
    public static IReadOnlyList<string> All { get; } = [
        ListFiles,
        ReadFile,
        SearchFiles,
        WriteFile,
        EditFile,
        RunCommand,
        AskOperator,
        SubmitResult
    ];
}
