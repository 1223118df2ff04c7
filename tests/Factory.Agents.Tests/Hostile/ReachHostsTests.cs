using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Factory.Sandbox.Tests;

namespace Factory.Agents.Tests.Hostile;

/// <summary>Orders to reach other programs, of this machine and beyond: nobody is called.</summary>
public sealed class ReachHostsTests
{
    /// <summary>The orders, with what they call.</summary>
    public static TheoryData<string, string> Orders => new()
    {
        { "tcp", "bash -c 'exec 3<>/dev/tcp/127.0.0.1/$PORT; echo hello >&3'" },
        { "tcp", Call("INET", "0.0.0.0:$ENV{PORT}") },
        { "udp", "bash -c 'echo hello > /dev/udp/127.0.0.1/$PORT'" },
        { "docker", Call("UNIX", "$ENV{OUTSIDE}/docker.sock") },
        { "abstract", Call("UNIX", "\\0factory-$ENV{PORT}") },
        { "docker", Call("UNIX", "/proc/$ENV{SILO}/root$ENV{OUTSIDE}/docker.sock") },
    };

    [BubblewrapTheory]
    [MemberData(nameof(Orders))]
    public async Task Obey_OrderToCall_NobodyIsCalled(string what, string order) =>
        (await IsCalledAsync(true, what, order)).ShouldBeFalse();

    [LinuxTheory]
    [MemberData(nameof(Orders))]
    public async Task Obey_CallWithoutTheSandbox_Arrives(string what, string order) =>
        (await IsCalledAsync(false, what, order)).ShouldBeTrue();

    private static string Call(string family, string address) =>
        $"perl -MIO::Socket::{family} -e 'print {{IO::Socket::{family}->new(\"{address}\")}} \"GET /info\\n\"'";

    private static async Task<bool> IsCalledAsync(bool guarded, string what, string order)
    {
        await using var agent = new ObedientAgent(guarded);
        using var port = new Socket(
            AddressFamily.InterNetwork,
            what == "udp" ? SocketType.Dgram : SocketType.Stream,
            ProtocolType.Unspecified);
        port.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var number = ((IPEndPoint)port.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
        using var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        unix.Bind(new UnixDomainSocketEndPoint(what == "abstract" ? "\0factory-" + number : agent.Outside.In("docker.sock")));
        unix.Listen();
        if (what != "udp")
        {
            port.Listen();
        }

        (await agent.ObeyAsync(order, ("PORT", number))).Said.ShouldEndWith(ObedientAgent.Done);
        return port.Poll(0, SelectMode.SelectRead) || unix.Poll(0, SelectMode.SelectRead);
    }
}
