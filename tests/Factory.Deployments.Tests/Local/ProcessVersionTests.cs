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
    private readonly List<string> _restarts = [];

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
    public async Task KeepAlive_WatchingAndEndingFail_StartsAgain()
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

    [Fact]
    public async Task KeepAlive_ProgramEnded_GetsANewFolderForItsSocket()
    {
        var sandbox = new ScriptedSandbox(
            () =>
            {
                // As a hostile program does, so that its successor could not listen.
                Directory.CreateDirectory(Path.Combine(_folders.Made.Last().FullName, "app.sock", "inner"));
                return new ScriptedSandbox.Process(Task.FromResult(1));
            },
            () => ScriptedSandbox.Process.Running);
        var version = Serve(sandbox);

        version.EnableRestart();
        await sandbox.LastStart.WaitAsync(Limit);

        _folders.Made.Count.ShouldBe(2);
        _folders.Made[1].EnumerateFileSystemInfos().ShouldBeEmpty();
        await version.DisposeAsync();
        _restarts.ShouldBe(["it ended by itself with exit code 1 and was started again"]);
        _folders.Made.ShouldAllBe(folder => !Directory.Exists(folder.FullName));
    }

    [Fact]
    public async Task Dispose_FolderCannotBeDeleted_DoesNotThrow()
    {
        var version = new ProcessVersion(
            new ScriptedSandbox(() => ScriptedSandbox.Process.Running),
            new UndeletableFolders(),
            Substitute.For<IHttpForwarder>(),
            TimeProvider.System,
            Build,
            "/nowhere",
            NullLogger.Instance);

        await Should.NotThrowAsync(() => version.DisposeAsync().AsTask());
    }

    private static ProductBuild Build { get; } = new(
        "/nowhere",
        "commit",
        "tree",
        new ProductManifest { Name = "App", Serve = new ServeManifest { Command = "serve" } });

    private ProcessVersion Serve(ISandbox sandbox) => new(
        sandbox,
        _folders,
        Substitute.For<IHttpForwarder>(),
        TimeProvider.System,
        Build,
        "/nowhere",
        NullLogger.Instance)
    {
        Restarted = message =>
        {
            _restarts.Add(message);
            return Task.CompletedTask;
        },
    };

    /// <summary>Folders that a program has made undeletable.</summary>
    private sealed class UndeletableFolders : ITemporaryFolders
    {
        public DirectoryInfo Create() => Directory.CreateTempSubdirectory("factory-t-");

        public void Delete(DirectoryInfo folder)
        {
            folder.Delete();
            throw new UnauthorizedAccessException();
        }
    }
}
