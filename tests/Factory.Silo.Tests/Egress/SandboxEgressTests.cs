using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Factory.Agents.Egress;
using Factory.Domain.Sandbox;
using Factory.Domain.Secrets;
using Factory.Sandbox;
using Factory.Sandbox.Tests;
using Microsoft.AspNetCore.Http;

namespace Factory.Silo.Tests.Egress;

/// <summary>Real programs in the real sandbox, which has no network but the proxy.</summary>
public sealed class SandboxEgressTests : IAsyncLifetime
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("egress-work-");
    private readonly ISandbox _sandbox = SandboxProbe.Detect(new SandboxOptions(), TimeProvider.System);
    private ProxyHarness _harness = null!;

    private string Url => $"https://{ProxyHarness.Host}:{_harness.Server.HttpsPort}";

    public async Task InitializeAsync() => _harness = await ProxyHarness.StartAsync(withSecret: true);

    public async Task DisposeAsync()
    {
        await _harness.DisposeAsync();
        _work.Delete(recursive: true);
    }

    [BubblewrapFact]
    public async Task Curl_HostWithASecret_IsAnsweredAndNeverSeesTheSecret()
    {
        _harness.Server.Answer = context => context.Response.WriteAsync("you sent " + context.Request.Headers.Authorization);

        var result = await RunAsync($"curl -sS {Url}/zones");

        result.Output.ShouldStartWith("you sent Bearer ***");
        _harness.Server.Requests.Single().Headers.ShouldContain($"Authorization: Bearer {ProxyHarness.SecretValue}");
        new SecretRedactor([ProxyHarness.SecretValue]).IsIn(result.Output).ShouldBeFalse();
    }

    [BubblewrapFact]
    public async Task Search_EverythingInTheSandbox_HasNeitherSecretNorKey()
    {
        var control = Path.Combine(_work.FullName, "control");
        await File.WriteAllTextAsync(control, ProxyHarness.SecretValue);

        // The brackets keep the pattern from finding itself among the command lines.
        var result = await RunAsync(
            "cat /proc/*/environ /proc/*/cmdline > seen 2>/dev/null; env >> seen; "
            + $"ls {_harness.Data}/secrets.json {_harness.Data}/keys; "
            + $"grep -rlaE 'PRIVATE KE[Y]-|cf-secre[t]/value' {_harness.Data} /tmp /root /home /run /etc /var 2>/dev/null");

        result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            [
                $"ls: cannot access '{_harness.Data}/secrets.json': No such file or directory",
                $"ls: cannot access '{_harness.Data}/keys': No such file or directory",
                control,
            ],
            "the control alone");
        (await File.ReadAllTextAsync(Path.Combine(_work.FullName, "seen"))).ShouldContain("HTTPS_PROXY");
    }

    [BubblewrapFact]
    public async Task Curl_PastTheProxyOrToAnotherHost_ReachesNothing()
    {
        var direct = await RunAsync($"curl -sS --noproxy '*' --max-time 5 http://127.0.0.1:{_harness.Server.HttpPort}/");
        var other = await RunAsync("curl -sS http://evil.com/");
        var tunnel = await RunAsync("curl -sS https://evil.com/");
        var metadata = await RunAsync("curl -sS http://169.254.169.254/latest/meta-data/");

        direct.ExitCode.ShouldNotBe(0);
        other.Output.ShouldContain("no line of 'egress' in silo-config/agents/rex.md allows evil.com.");
        tunnel.Output.ShouldContain("403");
        metadata.Output.ShouldContain("is not the name of a host");
        _harness.Server.Requests.ShouldBeEmpty();
    }

    [BubblewrapFact]
    public async Task Write_ProxysFolder_IsReadOnly()
    {
        var folder = Path.GetDirectoryName(_harness.Proxy.SocketPath);

        var result = await RunAsync($"rm -f {_harness.Proxy.SocketPath}; echo x >> {_harness.Proxy.CertificateBundle}; touch {folder}/x");

        result.ExitCode.ShouldNotBe(0);
        result.Output.ShouldContain("Read-only file system");
        File.Exists(_harness.Proxy.SocketPath).ShouldBeTrue();
    }

    [BubblewrapFact]
    public async Task Npm_PrivateRegistry_InstallsWithTheFactorysToken()
    {
        var package = Pack("""{"name":"demo","version":"1.0.0"}""");
        _harness.Server.Answer = context => AnswerAsRegistryAsync(context, package);

        var result = await RunAsync($"npm install --no-audit --no-fund --registry {Url}/ demo && cat node_modules/demo/package.json");

        result.Output.ShouldContain("\"version\":\"1.0.0\"");
        _harness.Requests.ShouldContain(r => r.Method == "GET" && r.Secrets.Contains("CF_TOKEN"));
    }

    private async Task AnswerAsRegistryAsync(HttpContext context, byte[] package)
    {
        if (context.Request.Headers.Authorization != $"Bearer {ProxyHarness.SecretValue}")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (context.Request.Path.Value!.EndsWith(".tgz", StringComparison.Ordinal))
        {
            await context.Response.Body.WriteAsync(package);
            return;
        }

        var integrity = "sha512-" + Convert.ToBase64String(SHA512.HashData(package));
        await context.Response.WriteAsJsonAsync(new Dictionary<string, object>
        {
            ["name"] = "demo",
            ["dist-tags"] = new { latest = "1.0.0" },
            ["versions"] = new Dictionary<string, object>
            {
                ["1.0.0"] = new { name = "demo", version = "1.0.0", dist = new { tarball = $"{Url}/demo.tgz", integrity } },
            },
        });
    }

    private static byte[] Pack(string manifest)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(zip, TarEntryFormat.Ustar))
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(manifest));
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "package/package.json") { DataStream = content });
        }

        return bytes.ToArray();
    }

    private Task<CommandResult> RunAsync(string script)
    {
        var egress = new AttemptEgress(_harness.Proxy);
        return _sandbox.RunAsync(
            new SandboxedCommand(script, _work.FullName, CommandLimits.Default, egress.Environment)
            {
                ForwardedSockets = [egress.Socket],
            },
            CancellationToken.None);
    }
}
