using Factory.Deployments.Local;
using Factory.Domain.Builds;
using Factory.Domain.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Yarp.ReverseProxy.Forwarder;

namespace Factory.Deployments.Tests.Local;

/// <summary>What it does when the sandbox fails; everything else is tested with real programs.</summary>
public sealed class ProcessVersionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly RecordedFolders _folders = new();

    [Fact]
    public async Task KeepAlive_StartFails_TriesAgain()
    {
        var sandbox = new ScriptedSandbox(
            () => new ScriptedSandbox.Process(Task.FromResult(1)),
            static () => throw new IOException("no processes left"),
            () => ScriptedSandbox.Process.Running);
        await using var version = Serve(sandbox);

        version.EnableRestart();

        await sandbox.LastStart.WaitAsync(Limit);
    }

    [Fact]
    public async Task KeepAlive_WatchingAndEndingFail_StartsAnew()
    {
        var lost = new ScriptedSandbox.Process(Task.FromException<int>(new IOException("lost")), new IOException("stays"));
        var sandbox = new ScriptedSandbox(() => lost, () => ScriptedSandbox.Process.Running);
        await using var version = Serve(sandbox);

        version.EnableRestart();

        await sandbox.LastStart.WaitAsync(Limit);
    }

    [Fact]
    public void Start_Fails_LeavesNoFolder()
    {
        var sandbox = new ScriptedSandbox(static () => throw new IOException("no processes left"));

        Should.Throw<IOException>(() => Serve(sandbox));

        Directory.Exists(_folders.Made.ShouldHaveSingleItem().FullName).ShouldBeFalse();
    }

    [Fact]
    public async Task Dispose_ProcessFailsToEnd_ReleasesTheRest()
    {
        var version = Serve(new ScriptedSandbox(static () =>
            new ScriptedSandbox.Process(new TaskCompletionSource<int>().Task, new IOException("stays"))));

        await Should.ThrowAsync<IOException>(() => version.DisposeAsync().AsTask());

        Directory.Exists(_folders.Made.ShouldHaveSingleItem().FullName).ShouldBeFalse();
    }

    private ProcessVersion Serve(ISandbox sandbox) => new(
        sandbox,
        _folders,
        Substitute.For<IHttpForwarder>(),
        TimeProvider.System,
        new ProductBuild(
            "/nowhere",
            "commit",
            "tree",
            new ProductManifest { Name = "App", Serve = new ServeManifest { Command = "serve" } }),
        "/nowhere",
        NullLogger.Instance);
}
