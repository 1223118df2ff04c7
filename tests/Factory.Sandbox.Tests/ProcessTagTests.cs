using System.Diagnostics;

namespace Factory.Sandbox.Tests;

public sealed class ProcessTagTests
{
    [Fact]
    public async Task SweepOrphans_KillsWhatADeadSiloLeft_AndNothingOfALivingOne()
    {
        var mine = ProcessTag.New();
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

    private static Process Sleep(string mark) =>
        Process.Start(new ProcessStartInfo("sleep", ["1000"]) { Environment = { [CommandEnvironment.ProcessTagVariable] = mark } })!;
}
