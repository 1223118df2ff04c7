namespace Factory.Workspaces.Git;

/// <summary>The result of a git command.</summary>
/// <param name="ExitCode">0 for success; some commands use 1 for the answer "no".</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error, with the paths of the host replaced.</param>
internal sealed record GitResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output without the line break at the end.</summary>
    public string Text => Output.TrimEnd('\n', '\r');

    /// <summary>The entries of the output of a command with <c>-z</c>.</summary>
    public string[] Entries => Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
