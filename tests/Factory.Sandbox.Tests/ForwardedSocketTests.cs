using System.Net;
using System.Net.Sockets;
using System.Text;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

/// <summary>A server on a Unix socket of the host, reached from a sandbox that has no network.</summary>
public sealed class ForwardedSocketTests : IDisposable
{
    private const int Port = 41_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-forward-");
    private readonly DirectoryInfo _sockets = Directory.CreateTempSubdirectory("factory-sockets-");
    private readonly ISandbox _sandbox = SandboxProbe.Detect(new SandboxOptions(), TimeProvider.System);

    private string SocketPath => Path.Combine(_sockets.FullName, "server.sock");

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _sockets.Delete(recursive: true);
    }

    [BubblewrapFact]
    public async Task Run_ForwardedSocket_AnswersAtThePortOfItsLoopback()
    {
        using var server = Listen();
        var answering = AnswerAsync(server, "hello from the host");

        var result = await RunAsync($"exec 3<>/dev/tcp/127.0.0.1/{Port}; printf ask >&3; cat <&3");

        result.Output.ShouldBe("hello from the host");
        (await answering).ShouldBe("ask");
    }

    [BubblewrapFact]
    public async Task Run_SocketReplaced_IsFound()
    {
        using (Listen())
        {
            File.Delete(SocketPath);
        }

        using var server = Listen();
        var answering = AnswerAsync(server, "again");

        var result = await RunAsync($"exec 3<>/dev/tcp/127.0.0.1/{Port}; printf ask >&3; cat <&3");

        result.Output.ShouldBe("again");
        await answering;
    }

    [BubblewrapFact]
    public async Task Run_NothingListensOnTheSocket_ClientsSeeTheirConnectionEnd()
    {
        var result = await RunAsync($"exec 3<>/dev/tcp/127.0.0.1/{Port} && cat <&3 && echo ended");

        result.Output.ShouldBe("ended\n");
    }

    [BubblewrapFact]
    public async Task Run_NobodyListensYet_ConnectionsWaitForTheServer()
    {
        var running = RunAsync($"exec 3<>/dev/tcp/127.0.0.1/{Port}; touch connected; printf ask >&3; cat <&3", TimeSpan.FromMinutes(1));
        await UntilAsync(() => File.Exists(Path.Combine(_folder.FullName, "connected")));
        using var server = Listen();

        await AnswerAsync(server, "at last");

        (await running).Output.ShouldBe("at last");
    }

    [BubblewrapFact]
    public async Task Run_OtherPorts_AreUnreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var result = await RunAsync($"exec 3<>/dev/tcp/127.0.0.1/{((IPEndPoint)listener.LocalEndpoint).Port}");

        result.ExitCode.ShouldNotBe(0);
        listener.Pending().ShouldBeFalse();
    }

    [BubblewrapFact]
    public async Task Run_FolderOfTheSocket_CannotBeWrittenTo()
    {
        var result = await RunAsync($"rm -f {SocketPath}; touch {_sockets.FullName}/other");

        result.ExitCode.ShouldNotBe(0);
        _sockets.GetFileSystemInfos().ShouldBeEmpty();
    }

    [BubblewrapFact]
    public async Task Run_ProgramEnds_ItsExitCodeIsTheCommands() => (await RunAsync("exit 7")).ExitCode.ShouldBe(7);

    [BubblewrapFact]
    public async Task Start_OutputFile_HoldsOutputAndErrorsApart()
    {
        var file = Path.Combine(_sockets.FullName, "output");
        await File.WriteAllTextAsync(file, "earlier\n");
        var command = new SandboxedCommand("echo out; echo err >&2; cat " + file, _folder.FullName, CommandLimits.Default)
        {
            OutputFile = file,
        };

        await using var process = _sandbox.Start(command);
        await process.Completion;

        (await File.ReadAllTextAsync(file)).ShouldBe("earlier\nout\n", "the sandbox itself cannot read it");
        (await File.ReadAllTextAsync(file + SandboxedCommand.ErrorFileSuffix)).ShouldStartWith("err\n");
        process.OutputTail.ShouldBeEmpty();
    }

    private Task<CommandResult> RunAsync(string script, TimeSpan wait = default) => _sandbox.RunAsync(
        new SandboxedCommand($"bash -c '{script}'", _folder.FullName, CommandLimits.Default)
        {
            ForwardedSockets = [new ForwardedSocket(Port, SocketPath) { Wait = wait }],
        },
        CancellationToken.None);

    private Socket Listen()
    {
        var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(SocketPath));
        server.Listen();
        return server;
    }

    private static async Task<string> AnswerAsync(Socket server, string answer)
    {
        using var client = await server.AcceptAsync();
        var buffer = new byte[100];
        var read = await client.ReceiveAsync(buffer);
        await client.SendAsync(Encoding.UTF8.GetBytes(answer));
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
