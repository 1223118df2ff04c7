using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

/// <summary>What the kernel is told about a command, where the current user may create control groups.</summary>
public sealed class CgroupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [CgroupFact]
    public async Task Run_Command_RunsInItsOwnGroupWithItsShareOfTheProcessors()
    {
        var options = new SandboxOptions { UseBubblewrap = false, CpuWeight = 25, MaxProcessors = 0.5 };
        var process = SandboxProbe.Detect(options, TimeProvider.System)
            .Start(new SandboxedCommand("echo ready; sleep 1000", _folder, CommandLimits.Default));
        await using var end = process;
        while (!process.OutputTail.Contains("ready", StringComparison.Ordinal))
        {
            process.Completion.IsCompleted.ShouldBeFalse(process.OutputTail);
            await Task.Yield();
        }

        var groups = Groups(CommandsIn(_folder).First());

        groups.ShouldAllBe(group => group.Contains("/factory-"));
        var values = Values(groups);
        values.ShouldContain(v => v == $"cpu.shares {256 * Environment.ProcessorCount}" || v == "cpu.weight 25");
        values.ShouldContain(v => v == "cpu.cfs_quota_us 50000" || v == "cpu.max 50000 100000");
    }

    [CgroupFact]
    public void TryCreate_NoQuota_SetsNone()
    {
        using var group = Cgroup.TryCreate(ProcessTag.Create(), new CgroupLimits(16, 64 << 20, 100)).ShouldNotBeNull();

        var folders = group.JoinFiles.Select(file => Path.GetDirectoryName(file)!);

        Values(folders).ShouldContain(v => v == "cpu.cfs_quota_us -1" || v == "cpu.max max 100000");
    }

    [Fact]
    public async Task Run_Command_HasALowerPriorityThanTheSilo()
    {
        var sandbox = SandboxProbe.Detect(new SandboxOptions(), TimeProvider.System);

        var result = await sandbox.RunAsync(new SandboxedCommand("nice", _folder, CommandLimits.Default), default);

        result.Output.ShouldBe("5\n");
    }

    private static IEnumerable<int> CommandsIn(string folder) => ProcessTable.Read()
        .Where(p => ProcessTable.EnvironmentValue(p.Id, CommandEnvironment.ProcessTagVariable) is not null)
        .Where(p => new FileInfo($"/proc/{p.Id}/cwd").LinkTarget == folder)
        .Select(p => p.Id);

    // The folders of the controllers that matter here; the path in /proc is relative to the mount.
    private static List<string> Groups(int process) =>
    [
        .. File.ReadLines($"/proc/{process}/cgroup")
            .Select(line => line.Split(':', 3))
            .Where(parts => parts[1].Split(',').Any(c => c is "pids" or "memory" or "cpu") || (parts[1] == "" && parts[2] != "/"))
            .Select(parts => parts[1] == "" ? "/sys/fs/cgroup" + parts[2] : $"/sys/fs/cgroup/{parts[1].Split(',')[0]}{parts[2]}"),
    ];

    private static List<string> Values(IEnumerable<string> folders) =>
    [
        .. folders.SelectMany(folder => new[] { "cpu.shares", "cpu.weight", "cpu.cfs_quota_us", "cpu.max" }
            .Where(name => File.Exists(Path.Combine(folder, name)))
            .Select(name => $"{name} {File.ReadAllText(Path.Combine(folder, name)).Trim()}")),
    ];

    /// <summary>Requires the permission to create control groups.</summary>
    private sealed class CgroupFactAttribute : FactAttribute
    {
        public CgroupFactAttribute()
        {
            using var group = Cgroup.TryCreate(ProcessTag.Create(), new CgroupLimits(16, 64 << 20));
            Skip = group is null ? "The current user cannot create control groups on this machine." : null;
        }
    }
}
