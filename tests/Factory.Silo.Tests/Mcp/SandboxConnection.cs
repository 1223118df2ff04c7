using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Domain.Attempts;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Builders;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Silo.Tests.Mcp;

/// <summary>What a program in a sandbox has of a silo: the socket, and the key of its attempt.</summary>
internal sealed class SandboxConnection(WholeSilo whole)
{
    public IAttemptServer Server => whole.Silo.Services.GetRequiredService<IAttemptServer>();

    public IVirtualKeyStore Keys => whole.Silo.Services.GetRequiredService<IVirtualKeyStore>();

    /// <summary>Returns a new key of an attempt.</summary>
    public string IssueKey(string attempt = "attempt-1", params ModelRef[] models) =>
        Keys.Issue(PrincipalOf(attempt), models.Length > 0 ? models : [Given.SmallModel]);

    public static Principal PrincipalOf(string attempt) => Principal.ForAttempt(new AttemptRequest(
        AttemptId.Parse(attempt), TaskId.Parse("task-1"), 1, Given.Spec(), Given.Assignment, [], null, []));

    /// <summary>Returns a client over the socket; with null, without a key.</summary>
    public HttpClient CreateClient(string? key)
    {
        var handler = new SocketsHttpHandler { ConnectCallback = async (_, cancellationToken) => await ConnectAsync(cancellationToken) };
        var client = new HttpClient(handler) { BaseAddress = new Uri("http://127.0.0.1:41000") };
        if (key is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + key);
        }

        return client;
    }

    /// <summary>Returns a client over TCP, as the operator has.</summary>
    public HttpClient CreateOperator()
    {
        var client = new HttpClient { BaseAddress = new Uri(whole.Silo.Url) };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + whole.Silo.Token);
        return client;
    }

    /// <summary>Sends a request line as it is, which a client would put in order, with the operator's token.</summary>
    /// <param name="line">Method and target; HOST stands for the address of the silo.</param>
    /// <param name="overTcp">True for the control.</param>
    /// <param name="headers">Further headers, each with its end.</param>
    /// <returns>The status; 0 when the connection was closed without an answer.</returns>
    public async Task<int> SendAsync(string line, bool overTcp, string headers = "")
    {
        var url = new Uri(whole.Silo.Url);
        using var tcp = new TcpClient();
        if (overTcp)
        {
            await tcp.ConnectAsync(url.Host, url.Port);
        }

        await using var stream = overTcp ? tcp.GetStream() : await ConnectAsync(CancellationToken.None);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{line.Replace("HOST", url.Authority, StringComparison.Ordinal)} HTTP/1.1\r\n"
            + $"Host: 127.0.0.1:{url.Port}\r\nAuthorization: Bearer {whole.Silo.Token}\r\n"
            + $"{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var status = (await reader.ReadToEndAsync()).Split(' ', 3);
        return status.Length > 1 ? int.Parse(status[1], CultureInfo.InvariantCulture) : 0;
    }

    private async Task<NetworkStream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Server.SocketPath), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
