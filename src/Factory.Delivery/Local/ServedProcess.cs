using Factory.Domain.Products;
using Microsoft.AspNetCore.Builder;
using Yarp.ReverseProxy.Forwarder;

namespace Factory.Delivery.Local;

/// <summary>A version that a command serves: its process in the sandbox, reached through a Unix socket, started again when it ends by itself.</summary>
internal sealed class ServedProcess : IServedVersion
{
    // It runs until it is replaced; its output is kept only to show why it ended.
    private static readonly CommandLimits Limits = new(Timeout.InfiniteTimeSpan, MaxOutputBytes: 64 * 1024);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private readonly ISandbox _sandbox;
    private readonly TimeProvider _time;
    private readonly ProductBuild _build;
    private readonly string _folder;
    private readonly DirectoryInfo _socketFolder;
    private readonly string _socket;
    private readonly ProductForwarder _forwarder;
    private readonly CancellationTokenSource _stop = new();
    private ISandboxedProcess _process;
    private Task _watch = Task.CompletedTask;

    /// <summary>Starts it.</summary>
    /// <param name="sandbox">Where it runs.</param>
    /// <param name="folders">Makes the folder of its socket.</param>
    /// <param name="forwarder">Sends requests to it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="build">What is served.</param>
    /// <param name="folder">A copy of the build, which the program may write.</param>
    public ServedProcess(ISandbox sandbox, ITemporaryFolders folders, IHttpForwarder forwarder, TimeProvider time, ProductBuild build, string folder)
    {
        (_sandbox, _time, _build, _folder) = (sandbox, time, build, folder);

        // Sockets have short names (107 bytes), data folders may have long ones. The folder is bound, not the socket, and only this user may enter it.
        _socketFolder = folders.Create();
        _socket = Path.Combine(_socketFolder.FullName, "app.sock");
        _forwarder = new ProductForwarder(forwarder, _socket);
        _process = Start();
    }

    /// <inheritdoc/>
    public string? Failure => _process.Completion.IsCompleted ? "it ended by itself" : null;

    /// <inheritdoc/>
    public string OutputTail => _process.OutputTail;

    /// <inheritdoc/>
    public void Configure(IApplicationBuilder app) => app.Run(_forwarder.ForwardAsync);

    /// <inheritdoc/>
    public Task<int?> ProbeAsync(string path, CancellationToken cancellationToken) => _forwarder.ProbeAsync(path, cancellationToken);

    /// <inheritdoc/>
    public void KeepAlive() => _watch = WatchAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        await _process.DisposeAsync();
        _forwarder.Dispose();
        _stop.Dispose();
        _socketFolder.Delete(recursive: true);
    }

    private ISandboxedProcess Start()
    {
        File.Delete(_socket);
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://unix:" + _socket,
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["SOCKET"] = _socket,
        };
        return _sandbox.Start(new SandboxedCommand(
            _build.Manifest.Serve.Command!, _folder, Limits, environment, WritableFolders: [_socketFolder.FullName], SeenAs: _build.Folder));
    }

    private async Task WatchAsync()
    {
        var delay = FirstDelay;
        while (!_stop.IsCancellationRequested)
        {
            var started = _time.GetTimestamp();
            try
            {
                await _process.Completion.WaitAsync(_stop.Token);
                delay = _time.GetElapsedTime(started) > LongestDelay ? FirstDelay : delay;
                await Task.Delay(delay, _time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            await _process.DisposeAsync();
            _process = Start();
        }
    }
}
