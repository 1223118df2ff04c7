using Factory.Scenarios.Hosting;

namespace Factory.Scenarios.Disks;

/// <summary>A start on a data folder that cannot be used names the folder, the problem and the fix.</summary>
public sealed class UnusableDataFolderTests : IDisposable
{
    private const int Megabytes = 96;

    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [MountedFact]
    public async Task Up_ReadOnlyDataFolder_NamesItAndTheFix()
    {
        using var disk = SmallDisk.Mount(_cli.Data, Megabytes);
        await using (await _cli.UpAsync())
        {
            // Creates the files of a used data folder.
        }

        disk.MakeReadOnly();
        var up = await _cli.RunAsync("up", "--json");
        up.ExitCode.ShouldBe(10, up.ToString());
        up.Error.ShouldContain("data.unusable");
        up.Error.ShouldContain(_cli.Data);
        up.Error.ShouldContain("--data");
    }

    [Fact]
    public async Task Up_DamagedDatabase_NamesItAndTheFix()
    {
        await using (await _cli.UpAsync())
        {
        }

        var file = Path.Combine(_cli.Data, "factory.db");
        await File.WriteAllBytesAsync(file, [.. Enumerable.Repeat((byte)'x', 32 * 1024)]);
        var up = await _cli.RunAsync("up", "--json");
        up.ExitCode.ShouldBe(10, up.ToString());
        up.Error.ShouldContain("data.unusable");
        up.Error.ShouldContain(file);
        up.Error.ShouldContain("factory restore");
        up.Error.ShouldNotContain("   at ", Case.Sensitive, "a stack trace is no message");
    }

    [Fact]
    public async Task Up_SecondSilo_NamesTheFirstAndAKilledOneHoldsNothing()
    {
        await using (var first = await _cli.UpAsync())
        {
            var second = await _cli.RunAsync("up", "--json");
            second.ExitCode.ShouldBe(10, second.ToString());
            second.Error.ShouldContain("data.locked");
            second.Error.ShouldContain($"pid {first.Pid}");
            await first.KillAsync();
        }

        await using var again = await _cli.UpAsync();
    }
}
