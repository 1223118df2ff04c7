namespace Factory.Workspaces.Git;

/// <summary>How a git command ended.</summary>
/// <param name="ExitCode">0 for success; some commands answer a question with 1.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error, with host paths replaced.</param>
internal sealed record GitResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output without the line break at its end.</summary>
    public string Text => Output.TrimEnd('\n', '\r');

    /// <summary>The entries of an output that was asked for with <c>-z</c>.</summary>
    public string[] Entries => Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
