using System.Globalization;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

/// <summary>
/// Commands that try to use up the machine. The result names the limit that ended them, its value and what was used.
/// </summary>
public sealed class HostileCommandTests : IDisposable
{
    private const long Mebibyte = 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    public static TheoryData<bool> Sandboxes => new(true, false);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Sandboxes))]
    public async Task Run_MemoryHog_IsKilledByTheMemoryLimit(bool bubblewrap)
    {
        var result = await RunAsync(
            bubblewrap,
            "head -c 3000000000 /dev/zero | tail -c 3000000000 | tail -c 1",
            options => options.MaxMemoryBytes = 64 * Mebibyte);

        result.ExceededLimit.ShouldNotBeNull(result.Output).ShouldStartWith("the memory limit: ");
        result.ExceededLimit.ShouldEndWith(", 64 MiB are allowed");
        (result.ExitCode, result.TimedOut).ShouldBe((-1, false));
        result.Output.ShouldContain("[killed by the memory limit");
    }

    [Theory]
    [MemberData(nameof(Sandboxes))]
    public async Task Run_DiskHog_IsKilledByTheDiskSpaceLimit(bool bubblewrap)
    {
        var result = await RunAsync(bubblewrap, "while true; do head -c 4000000 /dev/urandom >> big; done", Small);

        result.ExceededLimit.ShouldNotBeNull(result.Output).ShouldStartWith("the disk space limit: ");
        result.ExceededLimit.ShouldEndWith(" in its folders, 32 MiB are allowed");
        Directory.GetFiles(_folder).Sum(f => new FileInfo(f).Length).ShouldBeLessThan(2_000 * Mebibyte);
    }

    [Theory]
    [MemberData(nameof(Sandboxes))]
    public async Task Run_DiskHogInADeletedFile_IsKilledByTheDiskSpaceLimit(bool bubblewrap)
    {
        var result = await RunAsync(bubblewrap, "exec 3> hidden; rm hidden; while true; do head -c 4000000 /dev/urandom >&3; done", Small);

        result.ExceededLimit.ShouldNotBeNull(result.Output).ShouldStartWith("the disk space limit: ");
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_LinksOutOfTheFolder_DoNotCountAsDiskSpace()
    {
        var result = await RunAsync(false, "ln -s / everything; ln -s . again; head -c 20000000 /dev/urandom > some; sleep 0.5", Small);

        (result.ExceededLimit, result.ExitCode).ShouldBe((null, 0));
    }

    [BubblewrapFact]
    public async Task Run_TemporaryFolders_AreLimited()
    {
        var result = await RunAsync(
            true,
            "for f in /tmp /tmp/home /dev/shm; do head -c 20000000 /dev/zero > $f/big; wc -c < $f/big; done",
            options => options.MaxTemporaryBytes = 8 * Mebibyte);

        foreach (var line in result.Output.Split('\n').Where(l => l.Length > 0 && l.All(char.IsAsciiDigit)))
        {
            long.Parse(line, CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(8 * Mebibyte);
        }

        result.Output.ShouldContain("No space left on device");
    }

    [Theory]
    [MemberData(nameof(Sandboxes))]
    public async Task Run_GigabyteOfOutput_KeepsItsBothEnds(bool bubblewrap)
    {
        var result = await RunAsync(
            bubblewrap,
            "echo first; head -c 1000000000 /dev/zero; echo last",
            null,
            CommandLimits.Default with { MaxOutputBytes = 4_096 });

        result.ExitCode.ShouldBe(0, result.Output);
        result.DroppedBytes.ShouldBe(1_000_000_000 + "first\nlast\n".Length - 4_096);
        result.Output.ShouldStartWith("first\n");
        result.Output.ShouldEndWith("last\n");
        result.Output.Length.ShouldBeLessThan(4_096 + 100);
    }

    [Fact]
    public async Task Run_CommandThatIgnoresSignals_IsKilledByTheTimeLimit()
    {
        var result = await RunAsync(
            false,
            "trap '' TERM INT HUP; while true; do sleep 1; done",
            null,
            new CommandLimits(TimeSpan.FromSeconds(1)));

        result.ExceededLimit.ShouldBe("the time limit of 1 s");
        result.TimedOut.ShouldBeTrue();
    }

    [DetachedProcessFact]
    public async Task Run_ProcessThatLeavesWithoutItsEnvironment_DoesNotOutliveTheCommand()
    {
        var mark = string.Create(
            CultureInfo.InvariantCulture,
            $"{Random.Shared.Next(100_000, 999_999)}.{Random.Shared.Next(100_000, 999_999)}");

        var result = await RunAsync(
            false,
            $"env -i setsid -f sleep {mark} </dev/null >/dev/null 2>&1; (env -i setsid sh -c 'sleep {mark} & exit' &) >/dev/null 2>&1; " +
            "echo done",
            null);

        result.Output.ShouldBe("done\n");
        ProcessTable.Read().Count(p => !p.IsZombie && CommandLine(p.Id).Contains(mark, StringComparison.Ordinal)).ShouldBe(0);
    }

    private static void Small(SandboxOptions options) => options.MaxDiskBytes = 32 * Mebibyte;

    private Task<CommandResult> RunAsync(bool bubblewrap, string line, Action<SandboxOptions>? configure, CommandLimits? limits = null)
    {
        var options = new SandboxOptions { UseBubblewrap = bubblewrap };
        configure?.Invoke(options);
        var sandbox = SandboxProbe.Detect(options, TimeProvider.System);
        return sandbox.RunAsync(
            new SandboxedCommand(line, _folder, limits ?? new CommandLimits(TimeSpan.FromSeconds(90))),
            CancellationToken.None);
    }

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>
    /// Requires a PID namespace or a control group. Without either, such a process escapes, as docs/reference/limits.md
    /// states.
    /// </summary>
    private sealed class DetachedProcessFactAttribute : FactAttribute
    {
        public DetachedProcessFactAttribute()
        {
            using var group = Cgroup.TryCreate(ProcessTag.Create(), new CgroupLimits(16, 64 * Mebibyte));
            if (group is null && SandboxProbe.FindPidNamespaceCommand(Environment.GetEnvironmentVariable("PATH")).Count == 0)
            {
                Skip = "The current user can create neither PID namespaces (unshare) nor control groups on this machine.";
            }
        }
    }
}
