using System.Globalization;
using Factory.Domain.Builds;
using Factory.Domain.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Factory.Deployments.Local;

/// <summary>
/// A version that a command serves: a process in the sandbox that listens on a Unix socket and is restarted when it
/// ends by itself.
/// </summary>
internal sealed partial class ProcessVersion : IRunningVersion
{
    // No time limit: it runs until it is replaced. Only the end of its output is kept, to show why it ended.
    private static readonly CommandLimits Limits = new(Timeout.InfiniteTimeSpan, MaxOutputBytes: 64 * 1024);

    private static readonly TimeSpan InitialRestartDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRestartDelay = TimeSpan.FromMinutes(1);

    private readonly ISandbox _sandbox;
    private readonly TimeProvider _time;
    private readonly ProductBuild _build;
    private readonly string _folder;
    private readonly ITemporaryFolders _folders;
    private readonly ProductForwarder _forwarder;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private volatile ProductSocket _socket;
    private ISandboxedProcess _process;
    private Task _watch = Task.CompletedTask;

    /// <summary>Starts the process.</summary>
    /// <param name="sandbox">The sandbox in which it runs.</param>
    /// <param name="folders">Creates the folder of its socket.</param>
    /// <param name="forwarder">Forwards requests to it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="build">The build to serve.</param>
    /// <param name="folder">A copy of the build, which the program may modify.</param>
    /// <param name="log">The log of later failures.</param>
    public ProcessVersion(
        ISandbox sandbox,
        ITemporaryFolders folders,
        IHttpForwarder forwarder,
        TimeProvider time,
        ProductBuild build,
        string folder,
        ILogger log)
    {
        (_sandbox, _folders, _time, _build, _folder, _log) = (sandbox, folders, time, build, folder, log);

        // Read for each connection: a restart replaces the socket.
        _forwarder = new ProductForwarder(forwarder, cancellationToken => _socket!.ConnectAsync(cancellationToken));
        _socket = new ProductSocket(folders);
        try
        {
            _process = Start(_socket);
        }
        catch
        {
            ReleaseResources();
            throw;
        }
    }

    /// <value>Is called after each restart, with a sentence about it.</value>
    public Func<string, Task> Restarted { private get; init; } = static _ => Task.CompletedTask;

    /// <inheritdoc/>
    public bool IsProgram => true;

    /// <inheritdoc/>
    public string? Failure => _process.Completion.IsCompleted ? "it ended by itself" : null;

    /// <inheritdoc/>
    public string OutputTail => _process.OutputTail;

    /// <inheritdoc/>
    public void Configure(IApplicationBuilder app) => app.Run(_forwarder.ForwardAsync);

    /// <inheritdoc/>
    public Task<int?> ProbeAsync(string path, CancellationToken cancellationToken) => _forwarder.ProbeAsync(path, cancellationToken);

    /// <inheritdoc/>
    public void EnableRestart() => _watch = WatchAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        try
        {
            await _process.DisposeAsync();
        }
        finally
        {
            ReleaseResources();
        }
    }

    private void ReleaseResources()
    {
        _forwarder.Dispose();
        _stop.Dispose();
        Release(_socket);
    }

    private void Release(ProductSocket socket)
    {
        try
        {
            socket.Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The program can write there, and may leave files that other users cannot delete.
            LogFolderNotDeleted(exception, socket.Folder.FullName);
        }
    }

    private ISandboxedProcess Start(ProductSocket socket)
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://unix:" + socket.Path,
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["SOCKET"] = socket.Path,
        };
        return _sandbox.Start(new SandboxedCommand(
            _build.Manifest.Serve.Command!,
            _folder,
            Limits,
            environment,
            WritableFolders: [socket.Folder.FullName],
            MountPath: _build.Folder));
    }

    private async Task WatchAsync()
    {
        var delay = InitialRestartDelay;
        while (true)
        {
            // Also when watching it failed: a process that cannot be watched is restarted, too.
            var started = _time.GetTimestamp();
            await ((Task)_process.Completion).WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = _time.GetElapsedTime(started) > MaxRestartDelay ? InitialRestartDelay : delay;
            await Task.Delay(delay, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            delay = delay * 2 < MaxRestartDelay ? delay * 2 : MaxRestartDelay;
            await RestartAsync();
        }
    }

    private static string Describe(ISandboxedProcess ended) => ended.Completion.IsCompletedSuccessfully
        ? string.Create(CultureInfo.InvariantCulture, $"it ended by itself with exit code {ended.Completion.Result} and was started again")
        : "it could not be watched and was started again";

    // The cause is a temporary lack of resources. The ended process stays the current one, and the next round tries
    // again.
    private async Task RestartAsync()
    {
        ProductSocket? next = null;
        try
        {
            // A folder of its own for each start: the ended program may have put anything in the place of the socket.
            var (ended, before) = (_process, _socket);
            next = new ProductSocket(_folders);
            _process = Start(next);
            (_socket, next) = (next, null);
            LogRestarted(_build.Manifest.Name, ended.OutputTail);
            await Restarted(Describe(ended));
            Release(before);
            await ended.DisposeAsync();
        }
        catch (Exception exception)
        {
            LogRestartFailed(exception, _build.Manifest.Name);
        }
        finally
        {
            if (next is not null)
            {
                Release(next);
            }
        }
    }
}
