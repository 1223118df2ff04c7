using System.Net;
using Factory.Silo.Egress;
using Factory.TestKit.Builders;

namespace Factory.Silo.Tests.Egress;

/// <summary>What hostile programs send to the proxy, each beside something that is allowed.</summary>
public sealed class EgressProxyTests
{
    private const string Host = ProxyHarness.Host;

    [Fact]
    public async Task Plain_AllowedHost_IsForwardedAndRecorded()
    {
        await using var harness = await ProxyHarness.StartAsync();
        using var client = harness.Client();

        var text = await client.GetStringAsync($"http://{Host}:{harness.Server.HttpPort}/@scope%2Fname?x=%2B");

        text.ShouldBe("hello");
        var (target, headers) = harness.Server.Requests.Single();
        target.ShouldBe("/@scope%2Fname?x=%2B", "nothing of the path is changed");
        headers.ShouldContain($"Host: {Host}:{harness.Server.HttpPort}");
        headers.ShouldNotContain("Proxy-");
        harness.Requests.Single().ShouldSatisfyAllConditions(
            r => (r.Method, r.Host, r.Port, r.Refusal).ShouldBe(("GET", Host, harness.Server.HttpPort, null)),
            r => r.BytesReceived.ShouldBe(5));
    }

    [Fact]
    public async Task Connect_AllowedHost_IsTunnelledUnopened()
    {
        await using var harness = await ProxyHarness.StartAsync();
        using var client = harness.Client(trustsServer: true);

        (await client.GetStringAsync($"https://{Host}:{harness.Server.HttpsPort}/")).ShouldBe("hello");

        harness.Proxy.CertificateBundle.ShouldBeNull("nothing is opened without a secret");
        client.Dispose();
        await WaitForRecordAsync(harness);
        harness.Requests.Single().ShouldSatisfyAllConditions(
            r => (r.Method, r.Host, r.Refusal).ShouldBe(("CONNECT", Host, null)),
            r => r.BytesSent.ShouldBeGreaterThan(100),
            r => r.BytesReceived.ShouldBeGreaterThan(100));
    }

    [Theory]
    [InlineData("evil.com:443", "no line of 'egress' in silo-config/agents/rex.md allows evil.com.")]
    [InlineData("api.example.org.evil.com:443", "allows api.example.org.evil.com.")]
    [InlineData("evilapi.example.org:443", "allows evilapi.example.org.")]
    [InlineData("api.example.org:22", "but not on port 22. If the work needs it, ask the operator to add 'api.example.org:22'")]
    [InlineData("127.0.0.1:443", "'127.0.0.1' is not the name of a host")]
    [InlineData("10.0.0.1:443", "is not the name of a host")]
    [InlineData("2130706433:443", "is not the name of a host")]
    [InlineData("0x7f.1:443", "is not the name of a host")]
    [InlineData("[::1]:443", "is not the name of a host")]
    [InlineData("[::ffff:127.0.0.1]:443", "is not the name of a host")]
    [InlineData("localhost:443", "is not the name of a host")]
    [InlineData("evil.com@api.example.org:443", "is not the name of a host")]
    [InlineData("api.example.org\0.evil.com:443", "control character")]
    [InlineData("api%2eexample.org:443", "is not the name of a host")]
    public async Task Connect_OtherHost_IsRefusedWithTheRuleAndTheFix(string target, string words)
    {
        await using var harness = await ProxyHarness.StartAsync();

        var answer = await harness.SendAsync($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 40");
        answer.ShouldContain(words);
        harness.Resolver.Asked.ShouldBe(0, "a name that is not allowed is not looked up either: its labels could carry data out");
        harness.Requests.Single().Refusal.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("API.Example.ORG")]
    [InlineData("api.example.org.")]
    public async Task Connect_OtherSpellingOfAnAllowedHost_IsTheSameHost(string host)
    {
        await using var harness = await ProxyHarness.StartAsync();
        using var socket = await harness.ConnectAsync();

        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes($"CONNECT {host}:{harness.Server.HttpPort} HTTP/1.1\r\n\r\n"));

        var buffer = new byte[100];
        var read = await socket.ReceiveAsync(buffer);
        System.Text.Encoding.ASCII.GetString(buffer, 0, read).ShouldStartWith("HTTP/1.1 200 ");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("2001:0:4136:e378::1")]
    [InlineData("2001:db8::1")]
    public async Task Connect_NameOfAPrivateAddress_IsRefused(string address)
    {
        // The control: the same name at loopback is reached where the operator has allowed that.
        await using var harness = await ProxyHarness.StartAsync(["inner.example.org:{http}"]);
        harness.Resolver.Add("inner.example.org", "93.184.216.34", address);

        var connect = await harness.SendAsync($"CONNECT inner.example.org:{harness.Server.HttpPort} HTTP/1.1\r\n\r\n");
        var plain = await harness.SendAsync(
            $"GET http://inner.example.org:{harness.Server.HttpPort}/ HTTP/1.1\r\n"
            + $"Host: inner.example.org:{harness.Server.HttpPort}\r\n\r\n");

        foreach (var answer in (string[])[connect, plain])
        {
            answer.ShouldStartWith("HTTP/1.1 403 ");
            answer.ShouldContain("an address that is not on the internet");
            answer.ShouldContain("'egress.allow_private' in silo.yaml");
        }

        harness.Server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("::ffff:93.184.216.34", true)]
    [InlineData("2606:2800:220:1::1", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.128.0.1", true)]
    [InlineData("172.20.0.1", false)]
    public void IsPublic_Address_IsOfTheInternet(string address, bool expected) =>
        EgressAddresses.IsPublic(IPAddress.Parse(address)).ShouldBe(expected);

    [Fact]
    public async Task Connect_NameThatChangesItsAddress_IsResolvedOnceAndCheckedEachTime()
    {
        // Rebinding: public when it is checked, loopback when it is connected to.
        await using var harness = await ProxyHarness.StartAsync(
            ["rebind.example.org:{http}"],
            options: new EgressOptions { PrivateHosts = [Host], ConnectTime = TimeSpan.FromMilliseconds(300) });
        harness.Resolver.Add("rebind.example.org", "192.0.66.1").Add("rebind.example.org", "127.0.0.1");

        var first = await harness.SendAsync($"CONNECT rebind.example.org:{harness.Server.HttpPort} HTTP/1.1\r\n\r\n");

        harness.Resolver.Asked.ShouldBe(1);
        first.ShouldStartWith("HTTP/1.1 502 ");
        (await harness.SendAsync($"CONNECT rebind.example.org:{harness.Server.HttpPort} HTTP/1.1\r\n\r\n"))
            .ShouldStartWith("HTTP/1.1 403 ");
        harness.Server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("CONNECT api.example.org:443 HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", "CONNECT has no body")]
    [InlineData("CONNECT api.example.org:443 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "CONNECT has no body")]
    [InlineData("CONNECT api.example.org:443 HTTP/1.1\nHost: x\r\n\r\n", "does not end with CR LF")]
    [InlineData("CONNECT api.example.org:443 HTTP/1.1\r\nA: b\rC: d\r\n\r\n", "does not end with CR LF")]
    [InlineData("CONNECT api.example.org:443 HTTP/1.1\r\n folded: x\r\n\r\n", "A header is not NAME: VALUE")]
    [InlineData("CONNECT api.example.org:443 HTTP/1.1\r\nContent-Length : 5\r\n\r\n", "A header is not NAME: VALUE")]
    [InlineData("CONNECT  api.example.org:443 HTTP/1.1\r\n\r\n", "must begin with CONNECT HOST:PORT")]
    [InlineData("CONNECT api.example.org:443\r\n\r\n", "must begin with CONNECT HOST:PORT")]
    [InlineData("CONNECT api.example.org:443 HTTP/2.0\r\n\r\n", "must begin with CONNECT HOST:PORT")]
    [InlineData("CONNECT api.example.org HTTP/1.1\r\n\r\n", "must be HOST:PORT")]
    [InlineData("CONNECT api.example.org:443x HTTP/1.1\r\n\r\n", "must be HOST:PORT")]
    [InlineData("CONNECT api.example.org:99999 HTTP/1.1\r\n\r\n", "must be HOST:PORT")]
    [InlineData("GET http://evil@api.example.org/ HTTP/1.1\r\nHost: api.example.org\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET http://api.example.org:80@evil.com/ HTTP/1.1\r\nHost: evil.com\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET http://api.example.org\\@evil.com/ HTTP/1.1\r\nHost: api.example.org\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET http://evil.com/ HTTP/1.1\r\nHost: api.example.org\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET https://api.example.org/ HTTP/1.1\r\nHost: api.example.org\r\n\r\n", "send http://HOST/PATH")]
    [InlineData("GET ftp://api.example.org/ HTTP/1.1\r\nHost: api.example.org\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET / HTTP/1.1\r\nHost: api.example.org\r\n\r\n", "send http://HOST/PATH")]
    [InlineData("GET http://api.example.org/ HTTP/1.1\r\nHost: api.example.org\r\nX: a\rb\r\n\r\n", "HTTP/1.1 400")]
    [InlineData(
        "GET http://api.example.org/ HTTP/1.1\r\nHost: api.example.org\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 400")]
    public async Task Send_MalformedRequest_IsRefused(string request, string words)
    {
        await using var harness = await ProxyHarness.StartAsync(["api.example.org"]);

        (await harness.SendAsync(request)).ShouldContain(words);

        harness.Server.Requests.ShouldBeEmpty();
        harness.Resolver.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task Connect_OversizedHead_IsRefused()
    {
        await using var harness = await ProxyHarness.StartAsync();
        var header = "X: " + new string('a', ConnectRequest.MaxHeadLength);

        var answer = await harness.SendAsync($"CONNECT {Host}:{harness.Server.HttpPort} HTTP/1.1\r\n{header}\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 431 ");
    }

    [Fact]
    public async Task Plain_LengthAndChunks_AreOneRequestForTheHost()
    {
        await using var harness = await ProxyHarness.StartAsync();
        var port = harness.Server.HttpPort;

        await harness.SendAsync(
            $"POST http://{Host}:{port}/first HTTP/1.1\r\nHost: {Host}:{port}\r\nConnection: close\r\nContent-Length: 44\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");

        harness.Server.Requests.ShouldNotContain(r => r.Target.Contains("smuggled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plain_HopByHopHeaders_StayHere()
    {
        await using var harness = await ProxyHarness.StartAsync();
        var port = harness.Server.HttpPort;

        await harness.SendAsync(
            $"GET http://{Host}:{port}/ HTTP/1.1\r\nHost: {Host}:{port}\r\nConnection: close, X-Named, Upgrade\r\nX-Named: 1\r\n"
            + "Proxy-Authorization: Basic abc\r\nProxy-Connection: keep-alive\r\nUpgrade: websocket\r\nX-Kept: 1\r\n\r\n");

        var headers = harness.Server.Requests.Single().Headers;
        headers.ShouldContain("X-Kept: 1");
        foreach (var name in (string[])["X-Named", "Proxy-Authorization", "Proxy-Connection", "Upgrade"])
        {
            headers.ShouldNotContain(name);
        }
    }

    [Fact]
    public async Task Connect_MoreThanTheQuota_IsCutOff()
    {
        await using var harness = await ProxyHarness.StartAsync(options: new EgressOptions { PrivateHosts = [Host], MaxBytes = 100_000 });
        harness.Server.Answer = context => context.Response.Body.WriteAsync(new byte[200_000]).AsTask();
        using var client = harness.Client(trustsServer: true);

        await Should.ThrowAsync<HttpRequestException>(() => client.GetByteArrayAsync($"https://{Host}:{harness.Server.HttpsPort}/"));
        await Should.ThrowAsync<HttpRequestException>(() => client.GetByteArrayAsync($"https://{Host}:{harness.Server.HttpsPort}/"));

        (await harness.SendAsync($"CONNECT {Host}:{harness.Server.HttpsPort} HTTP/1.1\r\n\r\n")).ShouldContain("which is all that it may");
    }

    [Fact]
    public async Task Connect_SilentTunnel_IsClosed()
    {
        await using var harness = await ProxyHarness.StartAsync(
            options: new EgressOptions { PrivateHosts = [Host], IdleTime = TimeSpan.FromMilliseconds(100) });

        var answer = await harness.SendAsync($"CONNECT {Host}:{harness.Server.HttpPort} HTTP/1.1\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 200 ");
    }

    [Fact]
    public async Task Connect_NobodyListens_Says502()
    {
        await using var harness = await ProxyHarness.StartAsync([$"{Host}:1"]);

        (await harness.SendAsync($"CONNECT {Host}:1 HTTP/1.1\r\n\r\n")).ShouldContain("does not accept a connection on port 1");
    }

    [Fact]
    public async Task Start_AgentWithoutEgress_HasNoProxy()
    {
        await using var harness = await ProxyHarness.StartAsync();

        (await harness.StartProxyAsync(Given.Agent("hawk"))).ShouldBeNull();
    }

    [Fact]
    public async Task Start_AfterAKilledSilo_UsesTheSameSocket()
    {
        await using var harness = await ProxyHarness.StartAsync();
        var path = harness.Proxy.SocketPath;

        // The first one was not disposed, as after a kill.
        await using var next = await harness.StartProxyAsync(Given.Agent("rex") with { Egress = ["api.example.org"] });

        next!.SocketPath.ShouldBe(path);
        (await harness.SendAsync("CONNECT evil.com:443 HTTP/1.1\r\n\r\n")).ShouldStartWith("HTTP/1.1 403 ");
    }

    private static async Task WaitForRecordAsync(ProxyHarness harness)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (harness.Requests.IsEmpty)
        {
            await Task.Yield();
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
