using System.Globalization;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

/// <summary>Commands that want all of the machine. Whatever ends them says which limit it was, its value and what was reached.</summary>
public sealed class HostileCommandTests : IDisposable
{
    private const long Mebibyte = 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    public static TheoryData<bool> Sandboxes => new(true, false);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Sandboxes))]
    public async Task Memory_hog_is_killed_by_the_limit_on_memory(bool bubblewrap)
    {
        var result = await RunAsync(bubblewrap, "head -c 3000000000 /dev/zero | tail -c 3000000000 | tail -c 1", options => options.MaxMemoryBytes = 64 * Mebibyte);

        result.ExceededLimit.ShouldNotBeNull(result.Output).ShouldStartWith("the limit on memory: ");
        result.ExceededLimit.ShouldEndWith(", 64 MiB are allowed");
        (result.ExitCode, result.TimedOut).ShouldBe((-1, false));
        result.Output.ShouldContain("[killed by the limit on memory");
    }

    [Theory]
    [MemberData(nameof(Sandboxes))]
    public async Task Disk_hog_is_killed_by_the_limit_on_disk_space(bool bubblewrap)
    {
        var result = await RunAsync(bubblewrap, "while true; do head -c 4000000 /dev/urandom >> big; done", Small);

        result.ExceededLimit.ShouldNotBeNull(result.Output).ShouldStartWith("the limit on disk space: ");
        result.ExceededLimit.ShouldEndWith(" in its folders, 32 MiB are allowed");
        Directory.GetFiles(_folder).Sum(f => new FileInfo(f).Length).ShouldBeLessThan(2_000 * Mebibyte);
    }

    [Theory]
    [MemberData(nameof(Sandboxes))]
    public async Task Disk_hog_that_hides_in_a_deleted_file_is_found(bool bubblewrap)
    {
        var result = await RunAsync(bubblewrap, "exec 3> hidden; rm hidden; while true; do head -c 4000000 /dev/urandom >&3; done", Small);

        result.ExceededLimit.ShouldNotBeNull(result.Output).ShouldStartWith("the limit on disk space: ");
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Disk_use_does_not_follow_links_out_of_the_folder()
    {
        var result = await RunAsync(false, "ln -s / everything; ln -s . again; head -c 20000000 /dev/urandom > some; sleep 0.5", Small);

        (result.ExceededLimit, result.ExitCode).ShouldBe((null, 0));
    }

    [BubblewrapFact]
    public async Task Temporary_folders_hold_no_more_than_their_limit()
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
    public async Task A_gigabyte_of_output_costs_no_memory_and_says_how_much_was_dropped(bool bubblewrap)
    {
        var before = GC.GetTotalAllocatedBytes();

        var result = await RunAsync(bubblewrap, "echo first; head -c 1000000000 /dev/zero; echo last", null, CommandLimits.Default with { MaxOutputBytes = 4_096 });

        result.ExitCode.ShouldBe(0, result.Output);
        result.DroppedBytes.ShouldBe(1_000_000_000 + "first\nlast\n".Length - 4_096);
        result.Output.ShouldStartWith("first\n");
        result.Output.ShouldEndWith("last\n");
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(500 * Mebibyte, "allocated while a gigabyte passed through");
    }

    [Fact]
    public async Task A_command_that_never_ends_is_killed_by_the_limit_on_time()
    {
        var result = await RunAsync(false, "trap '' TERM INT HUP; while true; do sleep 1; done", null, new CommandLimits(TimeSpan.FromSeconds(1)));

        result.ExceededLimit.ShouldBe("the limit on time: 1 s are allowed");
        result.TimedOut.ShouldBeTrue();
    }

    [DetachedProcessFact]
    public async Task A_process_that_clears_its_environment_and_leaves_at_once_does_not_outlive_its_command()
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"{Random.Shared.Next(100_000, 999_999)}.{Random.Shared.Next(100_000, 999_999)}");

        var result = await RunAsync(false, $"env -i setsid -f sleep {mark} </dev/null >/dev/null 2>&1; (env -i setsid sh -c 'sleep {mark} & exit' &) >/dev/null 2>&1; echo done", null);

        result.Output.ShouldBe("done\n");
        ProcessTable.Read().Count(p => !p.IsZombie && CommandLine(p.Id).Contains(mark, StringComparison.Ordinal)).ShouldBe(0);
    }

    private static void Small(SandboxOptions options) => options.MaxDiskBytes = 32 * Mebibyte;

    private Task<CommandResult> RunAsync(bool bubblewrap, string line, Action<SandboxOptions>? configure, CommandLimits? limits = null)
    {
        var options = new SandboxOptions { UseBubblewrap = bubblewrap };
        configure?.Invoke(options);
        var sandbox = SandboxProbe.Detect(options, TimeProvider.System);
        return sandbox.RunAsync(new SandboxedCommand(line, _folder, limits ?? new CommandLimits(TimeSpan.FromSeconds(90))), CancellationToken.None);
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

    /// <summary>Needs a process namespace or a control group; without either such a process escapes, and docs/reference/limits.md says so.</summary>
    private sealed class DetachedProcessFactAttribute : FactAttribute
    {
        public DetachedProcessFactAttribute()
        {
            using var group = Cgroup.TryCreate(ProcessTag.New(), 16, 64 * Mebibyte);
            if (group is null && SandboxProbe.FindPidNamespaceCommand(Environment.GetEnvironmentVariable("PATH")).Count == 0)
            {
                Skip = "This machine gives its user neither process namespaces (unshare) nor control groups.";
            }
        }
    }
}
