using System.Diagnostics;
using System.Globalization;

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

    [Fact]
    public void Create_Repeated_IsUniqueAndOfThisSilo()
    {
        var tags = Enumerable.Range(0, 100).Select(_ => ProcessTag.Create()).ToList();

        tags.ShouldBeUnique();
        tags.ShouldAllBe(t => t.Split('-').Length == 4 && t.Split('-')[1] == $"{Environment.ProcessId}");
        tags.ShouldAllBe(t => !ProcessTag.IsOrphan(t));
    }

    // Anybody can name a folder or a variable so; only a tag of a dead silo of this machine may end a process.
    [Theory]
    [InlineData("{0}-{1}-1-r", true)]
    [InlineData("{0}-2147483647-5-r", true)]
    [InlineData("{0}-{1}-{2}-r", false)]
    [InlineData("9{0}-{1}-1-r", false)]
    [InlineData("{0}--{1}-1", false)]
    [InlineData("{0}-+1-1-r", false)]
    [InlineData("{0}- 1-1-r", false)]
    [InlineData("{0}-99999999999-1-r", false)]
    [InlineData("{0}-{1}-soon-r", false)]
    [InlineData("{0}-{1}-1", false)]
    [InlineData("{0}-{1}-1-r-s", false)]
    [InlineData("", false)]
    [InlineData("---", false)]
    public void IsOrphan_Text_IsTrueOnlyForATagOfADeadSiloHere(string format, bool expected) =>
        ProcessTag.IsOrphan(string.Format(CultureInfo.InvariantCulture, format, [.. ProcessTag.Create().Split('-')])).ShouldBe(expected);

    private static Process Sleep(string tag) =>
        Process.Start(new ProcessStartInfo("sleep", ["1000"]) { Environment = { [CommandEnvironment.ProcessTagVariable] = tag } })!;
}
