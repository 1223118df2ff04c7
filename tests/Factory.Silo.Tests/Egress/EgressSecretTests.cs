using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Factory.Domain.Secrets;
using Factory.Silo.Egress;
using Factory.TestKit.Builders;
using Microsoft.AspNetCore.Http;

namespace Factory.Silo.Tests.Egress;

/// <summary>Connections that the proxy opens to send a secret, and what the attempt can learn of it.</summary>
public sealed class EgressSecretTests
{
    private const string Host = ProxyHarness.Host;
    private const string Secret = ProxyHarness.SecretValue;

    [Fact]
    public async Task Get_HostWithASecret_SendsItInPlaceOfTheAgentsHeader()
    {
        await using var harness = await ProxyHarness.StartAsync(withSecret: true);
        using var client = harness.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, Url(harness, "/zones?x=1"));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer the-agents-own");

        (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var (target, headers) = harness.Server.Requests.Single();
        target.ShouldBe("/zones?x=1");
        headers.ShouldContain($"Authorization: Bearer {Secret}");
        headers.ShouldNotContain("the-agents-own");
        harness.Requests.Single().ShouldSatisfyAllConditions(
            r => (r.Method, r.Host, r.Refusal).ShouldBe(("GET", Host, null)),
            r => r.Secrets.ShouldBe(["CF_TOKEN"]));
    }

    [Fact]
    public async Task Get_OtherAgentsSecret_IsNotSentAndNothingIsOpened()
    {
        await using var harness = await ProxyHarness.StartAsync();
        harness.SetSecret("CF_TOKEN", Secret, Given.Agent("forge"));
        var rex = Given.Agent("rex") with { Egress = [$"{Host}:{harness.Server.HttpsPort}"], Secrets = ["CF_TOKEN"] };

        await using var proxy = (await harness.StartProxyAsync(rex))!;
        using var client = harness.Client(trustsServer: true);
        await client.GetStringAsync(Url(harness, "/"));

        proxy.CertificateBundle.ShouldBeNull();
        harness.Server.Requests.Single().Headers.ShouldNotContain("Authorization");
    }

    [Fact]
    public async Task Get_PlainHttp_IsNotGivenTheSecret()
    {
        await using var harness = await ProxyHarness.StartAsync(withSecret: true);
        using var client = harness.Client();

        await client.GetStringAsync($"http://{Host}:{harness.Server.HttpPort}/");

        harness.Server.Requests.Single().Headers.ShouldNotContain("Authorization");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    public async Task Get_ServerEchoesTheSecret_IsMasked(string type)
    {
        await using var harness = await ProxyHarness.StartAsync(withSecret: true);
        var raw = Encoding.UTF8.GetBytes(Secret);
        string[] forms =
        [
            Secret, Uri.EscapeDataString(Secret), Convert.ToBase64String(raw),
            Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + Secret)),
            Convert.ToHexStringLower(raw), Convert.ToHexString(raw),
        ];
        var body = "before " + string.Join(" | ", forms) + " after";
        harness.Server.Answer = async context =>
        {
            context.Response.ContentType = type;
            context.Response.ContentLength = body.Length;
            context.Response.Headers["X-Echo"] = $"token={Secret}";
            context.Response.Headers.Location = $"https://evil.com/?t={Uri.EscapeDataString(Secret)}";
            foreach (var part in Encoding.UTF8.GetBytes(body).Chunk(7))
            {
                await context.Response.Body.WriteAsync(part);
                await context.Response.Body.FlushAsync();
            }
        };
        using var client = harness.Client();

        using var response = await client.GetAsync(Url(harness, "/"));
        var text = await response.Content.ReadAsStringAsync();

        text.ShouldStartWith("before ***");
        text.ShouldEndWith(" after");
        text.Length.ShouldBe(body.Length);
        var redactor = new SecretRedactor([Secret]);
        redactor.IsIn(text).ShouldBeFalse();
        redactor.IsIn(response.Headers.ToString()).ShouldBeFalse();
        redactor.IsIn(body).ShouldBeTrue("the control");
    }

    [Fact]
    public async Task Get_PartOrCompressed_IsAskedForWholeAndPlain()
    {
        await using var harness = await ProxyHarness.StartAsync(withSecret: true);
        using var client = harness.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, Url(harness, "/"));
        request.Headers.TryAddWithoutValidation("Range", "bytes=0-5");
        request.Headers.TryAddWithoutValidation("If-Range", "\"x\"");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, br");

        await client.SendAsync(request);

        var headers = harness.Server.Requests.Single().Headers;
        headers.ShouldNotContain("Range");
        headers.ShouldContain("Accept-Encoding: identity");
    }

    [Fact]
    public async Task Get_ServerCompressesAllTheSame_IsRefused()
    {
        await using var harness = await ProxyHarness.StartAsync(withSecret: true);
        harness.Server.Answer = context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.WriteAsync("not looked into");
        };
        using var client = harness.Client();

        using var response = await client.GetAsync(Url(harness, "/"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldContain("compresses its response");
    }

    [Fact]
    public async Task Get_OtherHostWithinTheConnection_IsRefused()
    {
        await using var harness = await ProxyHarness.StartAsync(["other.example.org:{https}"], withSecret: true);
        var (host, port) = (Host, harness.Server.HttpsPort);

        var misdirected = await SendWithinTlsAsync(harness, $"GET / HTTP/1.1\r\nHost: other.example.org:{port}\r\n\r\n");
        var absolute = await SendWithinTlsAsync(harness, $"GET http://evil.com/ HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n");

        misdirected.ShouldStartWith("HTTP/1.1 421 ");
        absolute.ShouldStartWith("HTTP/1.1 400 ");
        harness.Server.Requests.ShouldBeEmpty();
        (await SendWithinTlsAsync(harness, $"GET / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"))
            .ShouldStartWith("HTTP/1.1 200 ", customMessage: "the control");
    }

    [Fact]
    public async Task Get_ServerWithAnInvalidCertificate_IsNotGivenTheSecret()
    {
        await using var harness = await ProxyHarness.StartAsync(withSecret: true);
        await using var impostor = await StandIn.StartAsync("impostor.example.org");
        var agent = Given.Agent("rex") with { Egress = [$"{Host}:{impostor.HttpsPort}"] };
        var secret = SecretRules.Read("CF_TOKEN", ["rex"], [$"{Host}:{impostor.HttpsPort}"], null, [agent], default).Value!;
        harness.Secrets.Set(secret, Secret).ShouldBeNull();
        await using var proxy = (await harness.StartProxyAsync(agent))!;
        using var client = harness.Client();

        using var response = await client.GetAsync($"https://{Host}:{impostor.HttpsPort}/");

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"The certificate of {Host} is not valid");
        impostor.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bundle_OfAnAttempt_HasNoKeyAndVouchesForItsHostsOnly()
    {
        await using var harness = await ProxyHarness.StartAsync(withSecret: true);

        (await File.ReadAllTextAsync(harness.Proxy.CertificateBundle!)).ShouldNotContain("PRIVATE KEY");
        var bundle = new X509Certificate2Collection();
        bundle.ImportFromPemFile(harness.Proxy.CertificateBundle!);
        using var certificates = new AttemptCertificates("attempt-1", ["one.example.org"], DateTimeOffset.UtcNow);
        bundle.Count(c => c.Subject == "CN=Factory attempt-1").ShouldBe(1);
        Verify(certificates, "one.example.org").ShouldBeTrue();
        Verify(certificates, "two.example.org").ShouldBeFalse();
    }

    private static bool Verify(AttemptCertificates certificates, string host)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(
            X509Certificate2.CreateFromPem(certificates.ExportPem()));
        return chain.Build(certificates.For(host));
    }

    private static async Task<string> SendWithinTlsAsync(ProxyHarness harness, string request)
    {
        using var socket = await harness.ConnectAsync();
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {Host}:{harness.Server.HttpsPort} HTTP/1.1\r\n\r\n"));
        await stream.ReadAtLeastAsync(new byte["HTTP/1.1 200 Connection established\r\n\r\n".Length], 1);
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = Host,
            CertificateChainPolicy = harness.Trust(),
        });
        await tls.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(tls);
        return await reader.ReadToEndAsync();
    }

    private static string Url(ProxyHarness harness, string path) => $"https://{Host}:{harness.Server.HttpsPort}{path}";
}
