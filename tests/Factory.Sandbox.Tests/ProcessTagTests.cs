using System.Diagnostics;

namespace Factory.Sandbox.Tests;

public sealed class ProcessTagTests
{
    [Fact]
    public async Task KillOrphans_ProcessesOfADeadAndARunningSilo_KillsThoseOfTheDeadOne()
    {
        var mine = ProcessTag.Create();
        var parts = mine.Split('-');
        var dead = $"{parts[0]}-{parts[1]}-1-{parts[3]}";
        using var orphan = Sleep(dead);
        using var living = Sleep(mine);
        try
        {
            ProcessTag.KillOrphans().ShouldBeGreaterThan(0);

            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await orphan.WaitForExitAsync(limit.Token);
            living.HasExited.ShouldBeFalse();
        }
        finally
        {
            living.Kill();
        }
    }

    private static Process Sleep(string tag) =>
        Process.Start(new ProcessStartInfo("sleep", ["1000"]) { Environment = { [CommandEnvironment.ProcessTagVariable] = tag } })!;
}
