using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

public sealed class SandboxLaunchTests
{
    private static readonly SandboxedCommand Valid = new("true", "/", CommandLimits.Default, null, ["/usr"], ["/tmp"], "/mount");

    private static readonly (SandboxedCommand Command, string Named)[] Mistakes =
    [
        (Valid with { CommandLine = "" }, "CommandLine"),
        (Valid with { CommandLine = " \n" }, "CommandLine"),
        (Valid with { Folder = "relative" }, "'relative'"),
        (Valid with { Folder = "/no/such/folder" }, "'/no/such/folder'"),
        (Valid with { Folder = "/etc/passwd" }, "'/etc/passwd'"),
        (Valid with { ReadOnlyFolders = ["/usr", "../x"] }, "'../x'"),
        (Valid with { WritableFolders = ["", "/tmp"] }, "''"),
        (Valid with { MountPath = "builds/tree" }, "'builds/tree'"),
    ];

    [Fact]
    public void EnsureValid_ValidCommand_Passes() => Should.NotThrow(() => SandboxLaunch.EnsureValid(Valid));

    [Fact]
    public void EnsureValid_OneMistake_NamesIt()
    {
        foreach (var (command, named) in Mistakes)
        {
            Should.Throw<ArgumentException>(() => SandboxLaunch.EnsureValid(command)).Message.ShouldContain(named);
        }
    }

    // Nothing has started that would have to be ended.
    [Fact]
    public async Task RunAsync_CancelledBefore_StartsNothing()
    {
        var sandbox = new UnisolatedSandbox(new SandboxOptions(), Toolchain.Detect(null, null, null), [], TimeProvider.System);
        var file = Path.Combine(Path.GetTempPath(), "factory-tests-" + Guid.NewGuid());

        await Should.ThrowAsync<OperationCanceledException>(() =>
            sandbox.RunAsync(new SandboxedCommand($"touch {file}", "/", CommandLimits.Default), new CancellationToken(canceled: true)));

        File.Exists(file).ShouldBeFalse();
    }
}
