using System.Diagnostics;
using System.Globalization;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

/// <summary>What ends with a command, and what is held against it when the machine is slow.</summary>
public sealed class LimitedProcessTests : IDisposable
{
    private const string Escaped = "<STDIN> =~ /(.*)/; open F, '>>', \"/proc/$1/fd/1\"; syswrite F, 'escaped'; sleep 1000";

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("yes | head -c 60000000; echo end")]
    [InlineData("sleep 1000 & echo end")]
    public async Task Completion_OutputIsReadLate_IsNoViolation(string line)
    {
        // As on a machine that has no time for this process: the wait for the rest of the output is over at once.
        var sandbox = new UnisolatedSandbox(new SandboxOptions(), Tools, [], new NoTimeToDrain());

        var result = await sandbox.RunAsync(Command(line), default);

        (result.ExceededLimit, result.ExitCode).ShouldBe((null, 0));
        result.Output.ShouldEndWith("end\n");
    }

    [Fact]
    public async Task Completion_ProcessOutsideOfTheTreeKeepsTheOutput_IsAViolationAndEndsIt()
    {
        var sandbox = new UnisolatedSandbox(new SandboxOptions(), Tools, [], new NoTimeToDrain());
        using var escaped = new Process
        {
            StartInfo = new ProcessStartInfo("perl", ["-e", Escaped])
            {
                RedirectStandardInput = true,
            },
        };
        escaped.Start();
        var running = sandbox.RunAsync(Command("echo $$ > pid.new; mv pid.new pid; while [ ! -e go ]; do sleep 0.02; done"), default);
        await escaped.StandardInput.WriteLineAsync(await ReadWhenThereAsync("pid"));
        while (!IsHeldBy(escaped.Id))
        {
            await Task.Yield();
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "go"), "");
        var result = await running;

        result.ExceededLimit.ShouldNotBeNull().ShouldStartWith("the rule that no process outlives a command");
        result.Output.ShouldStartWith("escaped");
        await escaped.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Completion_UnseenProcessKeepsTheOutput_IsAViolationWhenTheTimeIsUp()
    {
        var clock = new NoTimeToDrain(waitsForUnseenWriters: false);
        await using var process = await StartWithUnseenWriterAsync(clock);
        await using var writer = OpenOutput();
        await EndCommandAsync();

        (await process.Completion.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(-1);

        process.ExceededLimit.ShouldNotBeNull().ShouldEndWith("one that cannot be inspected keeps the output open");
        process.Output.ShouldStartWith("partial\n");
    }

    [Fact]
    public async Task Stop_UnseenProcessKeepsTheOutput_EndsTheWaitAndKeepsTheOutput()
    {
        var clock = new NoTimeToDrain();
        await using var process = await StartWithUnseenWriterAsync(clock);
        await using var writer = OpenOutput();
        await EndCommandAsync();
        await clock.UnseenWriterAwaited.WaitAsync(TimeSpan.FromSeconds(60));
        process.Completion.IsCompleted.ShouldBeFalse();

        process.Stop();

        (await process.Completion.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(0);
        process.Output.ShouldBe("partial\n");
    }

    [Fact]
    public async Task Run_LimitsCannotBeWatched_EndsTheCommandAndSaysSo()
    {
        var sandbox = new UnisolatedSandbox(new SandboxOptions(), Tools, [], new NoTimeToWatch());

        var result = await sandbox.RunAsync(Command("sleep 1000"), default).WaitAsync(TimeSpan.FromSeconds(60));

        (result.ExitCode, result.ExceededLimit).ShouldBe((-1, "the failure to watch its limits: no timer"));
    }

    [Fact]
    public async Task Run_FileGrowsInOneCall_IsNoticedWhenTheCommandEnds()
    {
        var sandbox = new UnisolatedSandbox(new SandboxOptions { MaxDiskBytes = 8 << 20 }, Tools, [], TimeProvider.System);

        var result = await sandbox.RunAsync(Command("fallocate -l 64M big"), default);

        (result.ExitCode, result.ExceededLimit).ShouldBe((-1, "the disk space limit: 64 MiB in its folders, 8 MiB are allowed"));
    }

    [Fact]
    public async Task Run_SparseFileOfTerabytes_IsWithinTheLimit()
    {
        var sandbox = new UnisolatedSandbox(new SandboxOptions { MaxDiskBytes = 8 << 20 }, Tools, [], TimeProvider.System);

        var result = await sandbox.RunAsync(Command("truncate -s 2T big; head -c 3000000 /dev/urandom > small"), default);

        (result.ExitCode, result.ExceededLimit).ShouldBe((0, null));
    }

    private async Task<LimitedProcess> StartWithUnseenWriterAsync(TimeProvider clock)
    {
        var sandbox = new UnisolatedSandbox(new SandboxOptions(), Tools, [], clock);
        const string Line = "echo partial; echo $$ > pid.new; mv pid.new pid; while [ ! -e go ]; do sleep 0.02; done";
        var process = (LimitedProcess)sandbox.Start(Command(Line));
        await ReadWhenThereAsync("pid");
        while (process.OutputTail.Length == 0)
        {
            await Task.Yield();
        }

        return process;
    }

    // The silo's own process, which the tests are part of, is never taken for a writer. It is as invisible as one whose
    // open files cannot be read.
    private FileStream OpenOutput() =>
        new($"/proc/{File.ReadAllText(Path.Combine(_folder, "pid")).Trim()}/fd/1", FileMode.Open, FileAccess.Write);

    private Task EndCommandAsync() => File.WriteAllTextAsync(Path.Combine(_folder, "go"), "");

    private static Toolchain Tools => Toolchain.Detect(null, null, null);

    private SandboxedCommand Command(string line) => new(line, _folder, new CommandLimits(TimeSpan.FromMinutes(2)));

    private static bool IsHeldBy(int process) =>
        ProcessTable.OpenFiles(process).Any(f => f.Path.EndsWith("/3", StringComparison.Ordinal) && ProcessTable.IsOpenForWriting(f));

    private async Task<string> ReadWhenThereAsync(string name)
    {
        var file = Path.Combine(_folder, name);
        while (!File.Exists(file))
        {
            await Task.Yield();
        }

        return int.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The system's clock, which fails where the limits are watched ten times a second.</summary>
    private sealed class NoTimeToWatch : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            dueTime == TimeSpan.FromMilliseconds(100)
                ? throw new IOException("no timer")
                : base.CreateTimer(callback, state, dueTime, period);
    }

    /// <summary>The system's clock, except that the five seconds for the rest of the output are over at once.</summary>
    private sealed class NoTimeToDrain(bool waitsForUnseenWriters = true) : TimeProvider
    {
        private readonly TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task UnseenWriterAwaited => _awaited.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var forUnseen = dueTime == TimeSpan.FromMinutes(1);
            if (forUnseen)
            {
                _awaited.TrySetResult();
            }

            var isOver = dueTime == TimeSpan.FromSeconds(5) || (forUnseen && !waitsForUnseenWriters);
            return base.CreateTimer(callback, state, isOver ? TimeSpan.Zero : dueTime, period);
        }
    }
}
