using System.Diagnostics;

namespace Factory.Sandbox.Tests;

/// <summary>What counts against the disk limit of a command, and what does not although it looks like it.</summary>
public sealed class DiskUsageWatchTests : IDisposable
{
    private const long Mebibyte = 1024 * 1024;

    // On the disk: a temporary folder in memory would have other free space than the one that is filled here.
    private readonly string _folder = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    public void Dispose() => UntrustedDirectory.Delete(_folder);

    [Theory]
    [InlineData("head -c 12000000 /dev/urandom > file", "11 MiB in its folders, 8 MiB are allowed")]
    [InlineData("fallocate -l 20M file", "20 MiB in its folders, 8 MiB are allowed")]
    [InlineData("head -c 12000000 /dev/urandom > \"$(printf 'caf\\351')\"", "11 MiB in its folders, 8 MiB are allowed")]
    [InlineData("seq 3000 | xargs touch", "3000 files and folders, 2000 are allowed")]
    [InlineData("seq 3000 | xargs mkdir", "11 MiB in its folders, 8 MiB are allowed")]
    [InlineData("seq 1500 | xargs mkdir; for i in $(seq 1500); do printf x > $i/x; done", "MiB in its folders, 8 MiB are allowed")]
    [InlineData("mkdir closed; head -c 12000000 /dev/urandom > closed/x; chmod 000 closed", "11 MiB in its folders, 8 MiB are allowed")]
    public void CheckLimit_WhatTakesDisk_Counts(string script, string message)
    {
        var watch = Watch();
        watch.CheckLimit([]).ShouldBeNull();

        Shell.Run(_folder, script);

        watch.CheckLimit([]).ShouldNotBeNull().ShouldEndWith(message);
    }

    [Theory]
    [InlineData("truncate -s 9G sparse; head -c 3000000 /dev/urandom > file")]
    [InlineData("head -c 3000000 /dev/urandom > file; for i in 1 2 3 4 5; do ln file $i; done")]
    [InlineData("head -c 3000000 /dev/urandom > file; ln -s / root; ln -s . self")]
    public void CheckLimit_WhatTakesNone_DoesNotCount(string script)
    {
        var watch = Watch();
        watch.CheckLimit([]).ShouldBeNull();

        Shell.Run(_folder, script);

        watch.CheckLimit([]).ShouldBeNull();
        watch.CheckLimitAtEnd().ShouldBeNull();
    }

    [Fact]
    public void CheckLimit_AnotherProgramFillsTheDisk_IsNotTheCommand()
    {
        var elsewhere = Directory.CreateTempSubdirectory("factory-tests-").FullName;
        try
        {
            var watch = Watch();
            watch.CheckLimit([]).ShouldBeNull();

            Shell.Run(elsewhere, "fallocate -l 200M file");

            watch.CheckLimit([]).ShouldBeNull();
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Theory]
    [InlineData("memfd")]
    [InlineData("shm")]
    public void CheckLimit_DeletedFileInMemory_IsNotDisk(string kind)
    {
        // What every .NET process has: a file in memory that no folder lists and whose length is that of the machine.
        var open = kind == "memfd" ? "syscall(319, my $n = 'x', 0)" : "open(F, '+>', '/dev/shm/factory-test-'.$$); fileno F";
        using var holder = Hold(open, 64);
        var watch = Watch();
        watch.CheckLimit([holder.Id]).ShouldBeNull();

        Shell.Run(_folder, "head -c 3000000 /dev/urandom > file");

        ProcessTable.DeletedFiles(holder.Id).ShouldNotBeEmpty("or the test shows nothing");
        watch.CheckLimit([holder.Id]).ShouldBeNull();
        holder.Kill();
    }

    [Fact]
    public void CheckLimit_DeletedFileOnDisk_CountsItsBlocks()
    {
        using var holder = Hold($"open(F, '+>', '{_folder}/deleted'); fileno F", 12);
        var watch = Watch();
        watch.CheckLimit([holder.Id]).ShouldBeNull();

        Shell.Run(_folder, "head -c 3000000 /dev/urandom > file");

        watch.CheckLimit([holder.Id]).ShouldNotBeNull().ShouldEndWith(" MiB in its folders, 8 MiB are allowed");
        watch.CheckLimit([]).ShouldBeNull();
        holder.Kill();
    }

    [Fact]
    public void CheckLimit_DiskAlmostFull_StopsTheCommandThatGrowsAndNoOther()
    {
        var growing = Watch(options => options.MinFreeDiskBytes = long.MaxValue);
        var idleFolder = Directory.CreateDirectory(Path.Combine(_folder, "idle")).FullName;
        var idle = new DiskUsageWatch([idleFolder], Options(o => o.MinFreeDiskBytes = long.MaxValue));
        var verdicts = new List<(string? Growing, string? Idle)>();
        for (var round = 0; round < 3; round++)
        {
            verdicts.Add((growing.CheckLimit([]), idle.CheckLimit([])));
            Shell.Run(_folder, $"head -c 1000000 /dev/urandom > {round}");
        }

        verdicts[^1].Growing.ShouldNotBeNull().ShouldContain(" in its folders and growing, while only ");
        verdicts.ShouldAllBe(v => v.Idle == null);

        // It took a few MiB of a disk that others filled: it must end, and nobody may blame it.
        growing.IsTakenByOthers.ShouldBeTrue();
    }

    [Fact]
    public void CheckLimit_OwnLimitExceeded_IsTheCommandsFault()
    {
        var watch = Watch();
        watch.CheckLimit([]).ShouldBeNull();
        Shell.Run(_folder, "fallocate -l 500M file");

        watch.CheckLimit([]).ShouldNotBeNull();

        watch.IsTakenByOthers.ShouldBeFalse();
    }

    private DiskUsageWatch Watch(Action<SandboxOptions>? configure = null) => new([_folder], Options(configure));

    private static SandboxOptions Options(Action<SandboxOptions>? configure)
    {
        var options = new SandboxOptions
        {
            MaxDiskBytes = 8 * Mebibyte,
            MaxDiskEntries = 2_000,
            MinFreeDiskBytes = 0,
            MinFreeDiskEntries = 0,
        };
        configure?.Invoke(options);
        return options;
    }

    // A process that fills a file, deletes it and keeps it open; it prints a line when it has done so.
    private static Process Hold(string open, int mebibytes)
    {
        var code = $"my $fd = do {{ {open} }}; open(my $f, '+<&=', $fd) or die $!; print $f 'x' x ({mebibytes} << 20); $f->flush; "
            + "my $path = readlink \"/proc/self/fd/$fd\"; unlink $path; $| = 1; print \"ready\\n\"; sleep 1000";
        var process = Process.Start(new ProcessStartInfo("perl", ["-MIO::Handle", "-e", code]) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadLine().ShouldBe("ready");
        return process;
    }
}
