using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Factory.Agents.Egress;
using Factory.Domain;
using Factory.Domain.Attempts;
using Factory.Domain.Sandbox;
using Factory.Domain.WorkingCopies;
using Factory.Workspaces.WorkingCopies;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>The tool that runs command lines in the working copy, in the sandbox.</summary>
internal sealed class CommandPlugin(WorkingCopyRoot folder, WorkingCopy copy, ISandbox sandbox, AttemptEgress? egress = null)
{
    private const int MaxSeconds = 600;
    private const int MaxCommandLength = 20_000;

    // About 4,000 tokens. The end is longer than the beginning, because compilers and test runners print their summary
    // last.
    private const int HeadCharacters = 4_000;
    private const int TailCharacters = 12_000;

    /// <summary>Runs a command line.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="timeout_seconds">The time limit in seconds.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    [KernelFunction(ToolNames.RunCommand)]
    [Description("Runs a command line with /bin/sh in the working copy and waits until it exits. There is no input and no terminal; " +
        "background processes are killed when the command exits. Returns the exit code and the output.")]
    public async Task<ToolResult> RunAsync(
        [Required, Description("The command line.")] string command,
        [Range(
            1,
            MaxSeconds), Description("Time limit in seconds, 1 to 600. The command is killed when it is reached.")] int timeout_seconds =
                120,
        CancellationToken cancellationToken = default)
    {
        if (command.Length > MaxCommandLength || command.Contains('\0', StringComparison.Ordinal))
        {
            throw new ToolException(string.Create(
                CultureInfo.InvariantCulture,
                $"The command has more than {MaxCommandLength:N0} characters or contains a null character. Write a script with " +
                $"write_file and run it."));
        }

        var limits = new CommandLimits(TimeSpan.FromSeconds(timeout_seconds));
        var result = await sandbox.RunAsync(
            new SandboxedCommand(command, copy.Folder, limits, egress?.Environment, copy.ReadOnlyFolders)
            {
                ForwardedSockets = egress is null ? [] : [egress.Socket],
            },
            cancellationToken);
        return new ToolResult(FormatResult(result, timeout_seconds), $"ran {Shorten(command)} → {DescribeExit(result)}");
    }

    private string FormatResult(CommandResult result, int seconds)
    {
        var ending = (result.TimedOut, result.ExceededLimit) switch
        {
            (true, _) => string.Create(CultureInfo.InvariantCulture, $"killed after {seconds} seconds (time limit)"),
            (_, { } limit) => "killed by " + limit,
            _ => DescribeExit(result),
        };
        var output = HidePaths(result.Output.Trim());
        return output.Length == 0
            ? $"{ending}, no output"
            : $"{ending}{(result.Truncated ? ", output truncated" : "")}\n{TruncateMiddle(output)}";
    }

    private string HidePaths(string output) =>
        copy.ReadOnlyFolders.Aggregate(
            folder.HidePaths(output),
            (text, outside) => text.Replace(outside, "<factory>", StringComparison.Ordinal));

    private static string DescribeExit(CommandResult result) =>
        result.TimedOut
            ? "timed out"
            : result.ExceededLimit is { } limit
            ? "killed by " + limit
            : string.Create(CultureInfo.InvariantCulture, $"exit {result.ExitCode}");

    private static string TruncateMiddle(string output) => output.Length <= HeadCharacters + TailCharacters
        ? output
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{output[..HeadCharacters]}\n… {output.Length - HeadCharacters - TailCharacters:N0} characters omitted " +
            $"…\n{VisibleText.End(output, TailCharacters)}");

    private static string Shorten(string command)
    {
        var line = command.ReplaceLineEndings(" ").Trim();
        return VisibleText.Shorten(line, 60);
    }
}
