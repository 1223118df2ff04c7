namespace Factory.Domain.Runners;

/// <summary>
/// How a coding CLI is driven: a file in <c>silo-config/runners</c>. A new CLI is a file, as long as one of
/// <see cref="RunnerOutput"/> reads what it prints.
/// </summary>
/// <param name="Name">The file's name: <c>claude</c>.</param>
/// <param name="Program">The program's file name, found in the factory's own installation or on the search path.</param>
/// <param name="Output">How its standard output is read.</param>
/// <param name="Arguments">Its arguments for a new session; may contain placeholders.</param>
/// <param name="ResumeArguments">Its arguments to go on with a session; empty when it cannot.</param>
/// <param name="Environment">Its variables, beside those that every command gets; values may contain placeholders.</param>
/// <param name="Files">Files it needs, by path; paths and texts may contain placeholders.</param>
/// <param name="Package">The npm package and exact version that the file was tested with: <c>@openai/codex@0.169.0</c>;
/// null when it is not on npm.</param>
public sealed record RunnerDefinition(
    string Name,
    string Program,
    RunnerOutput Output,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<string> ResumeArguments,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyDictionary<string, string> Files,
    string? Package)
{
    /// <summary>True when the prompt is an argument; false when it is standard input.</summary>
    public bool TakesPromptAsArgument => RunnerPlaceholders.IsUsed(RunnerPlaceholders.Prompt, Arguments);

    /// <summary>True when it goes on with a session of its own after an interruption.</summary>
    public bool CanResume => ResumeArguments.Count > 0;

    /// <summary>True when it calls models or the factory's tools, which it reaches through a forwarded port.</summary>
    public bool UsesGateway =>
        RunnerPlaceholders.IsAnyUsed([.. Arguments, .. ResumeArguments, .. Environment.Values, .. Files.Values]);
}
