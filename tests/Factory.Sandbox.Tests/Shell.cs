using System.Diagnostics;

namespace Factory.Sandbox.Tests;

/// <summary>Runs scripts of the shell, which can make files that .NET cannot.</summary>
internal static class Shell
{
    /// <summary>Runs a script in a folder, which is created when it does not exist, and returns its output.</summary>
    public static string Run(string folder, string script)
    {
        Directory.CreateDirectory(folder);
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, script);
        return output;
    }
}
