using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Factory.Benchmarks.Support;
using Factory.TestKit.Fakes;

namespace Factory.Benchmarks.Gateway;

/// <summary>
/// The peer: Portkey's open-source gateway, from npm at an exact version, run by Node on a free loopback port.
/// </summary>
internal sealed class Portkey : IAsyncDisposable
{
    private const string Package = "@portkey-ai/gateway@1.15.2";
    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private Portkey(Process process, Target target)
    {
        _process = process;
        Target = target;
    }

    public Target Target { get; }

    /// <summary>Installs and starts it.</summary>
    /// <exception cref="InvalidOperationException">It cannot be installed or does not start; the message says which,
    /// for the report.</exception>
    public static async Task<Portkey> StartAsync(ScratchFolder folder, Uri upstream)
    {
        await InstallAsync(folder);
        var port = FreePort.Find();
        var process = Start(
            "node",
            folder,
            [Path.Combine("node_modules", "@portkey-ai", "gateway", "build", "start-server.js"), "--headless", $"--port={port}"])
            ?? throw new InvalidOperationException("node is not installed");
        try
        {
            await AnsweringAsync(process, port);
            return new Portkey(process, new Target(
                "portkey",
                new Uri($"http://127.0.0.1:{port}/v1/chat/completions"),
                [
                    ("Authorization", "Bearer key"),
                    ("x-portkey-provider", "openai"),
                    ("x-portkey-custom-host", new Uri(upstream, "/v1").ToString())
                ]));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task InstallAsync(ScratchFolder folder)
    {
        using var npm = Start("npm", folder, ["install", "--no-audit", "--no-fund", "--loglevel=error", Package])
            ?? throw new InvalidOperationException("npm is not installed");
        using var patience = new CancellationTokenSource(InstallPatience);
        await npm.WaitForExitAsync(patience.Token);
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm install {Package} ended with {npm.ExitCode}");
        }
    }

    private static Process? Start(string program, ScratchFolder folder, string[] arguments)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(
                program,
                arguments)
            { WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += (_, line) => Trace.WriteLine(line.Data);
            process.ErrorDataReceived += (_, line) => Trace.WriteLine(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static async Task AnsweringAsync(Process process, int port)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < StartPatience && !process.HasExited;)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }

        throw new InvalidOperationException(process.HasExited ? $"it ended with {process.ExitCode}" : "it does not answer");
    }
}
