namespace Factory.Domain.Attempts;

/// <summary>The tools of the built-in agent loop, as models and agent files name them.</summary>
public static class ToolNames
{
    public const string ListFiles = "list_files";
    public const string ReadFile = "read_file";
    public const string SearchFiles = "search_files";
    public const string WriteFile = "write_file";
    public const string EditFile = "edit_file";
    public const string RunCommand = "run_command";
    public const string AskOperator = "ask_operator";

    /// <summary>Ends the attempt with a typed result. Every agent has it.</summary>
    public const string SubmitResult = "submit_result";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [ListFiles, ReadFile, SearchFiles, WriteFile, EditFile, RunCommand, AskOperator, SubmitResult];
}
