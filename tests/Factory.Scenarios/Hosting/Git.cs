using System.Diagnostics;

namespace Factory.Scenarios.Hosting;

/// <summary>Plain git, as an operator would use it.</summary>
internal static class Git
{
    public static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var argument in (string[])["-c", "user.name=Operator", "-c", "user.email=operator@example.org", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"git {string.Join(' ', arguments)}: {await error}");
        return output.Trim();
    }
}
