using System.Diagnostics;
using Factory.Cli.Tests.Support;

namespace Factory.Cli.Tests;

/// <summary>The real program in a folder that was deleted.</summary>
public sealed class DeadWorkingFolderTests
{
    [Theory]
    [InlineData("run list --data /nowhere/at/all", ExitCodes.Success, "")]
    [InlineData("--version", ExitCodes.Success, "")]
    [InlineData("run list --data here", ExitCodes.DataFolderUnavailable, "'here' is relative to the working folder")]
    [InlineData("run --repo shop idea --data /nowhere/at/all", ExitCodes.DataFolderUnavailable, "'shop' is relative to the working folder")]
    [InlineData("backup --data /nowhere/at/all", ExitCodes.DataFolderUnavailable, "is relative to the working folder")]
    public async Task Run_DeletedFolder_WorksOnFullPathsAndExplainsOthers(string line, int expected, string message)
    {
        using var rig = new CliRig();
        var (exit, error) = await RunAsync(rig.Folder, line);

        error.ShouldContain(message);
        error.ShouldNotContain("Unhandled exception");
        exit.ShouldBe(expected, error);
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string folder, string line)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "factory");
        using var shell = Process.Start(new ProcessStartInfo(
            "sh",
            ["-c", $"mkdir gone && cd gone && rmdir ../gone && exec '{program}' {line}"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var error = await shell.StandardError.ReadToEndAsync();
        await output;
        await shell.WaitForExitAsync();
        return (shell.ExitCode, error);
    }
}
