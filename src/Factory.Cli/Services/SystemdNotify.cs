using System.Net.Sockets;
using System.Text;

namespace Factory.Cli.Services;

/// <summary>Tells the service manager how the factory is, in the protocol of <c>sd_notify(3)</c>: a datagram to the socket that <c>NOTIFY_SOCKET</c> names. Without one nothing happens.</summary>
internal static class SystemdNotify
{
    /// <value>The variable that names the socket.</value>
    public const string Variable = "NOTIFY_SOCKET";

    /// <summary>It answers at this address.</summary>
    public static void Ready(CliEnvironment environment, string url) => Send(environment, $"READY=1\nSTATUS=Answers at {url}");

    /// <summary>It was told to stop and does so.</summary>
    public static void Stopping(CliEnvironment environment) => Send(environment, "STOPPING=1\nSTATUS=Stopping");

    private static void Send(CliEnvironment environment, string message)
    {
        if (environment.Variable(Variable) is not { } name)
        {
            return;
        }

        try
        {
            // A name that begins with @ lies in the abstract namespace, which is written with a zero.
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(name[0] == '@' ? "\0" + name[1..] : name));
        }
        catch (SocketException e)
        {
            environment.Error.WriteLine($"The service manager cannot be told: {e.Message}");
        }
    }
}
