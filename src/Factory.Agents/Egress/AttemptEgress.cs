using System.Globalization;
using Factory.Domain.Egress;
using Factory.Domain.Sandbox;

namespace Factory.Agents.Egress;

/// <summary>How the commands of an attempt reach its egress proxy. Disposing ends the proxy.</summary>
internal sealed class AttemptEgress(IEgressProxy proxy) : IAsyncDisposable
{
    // In a sandbox each command has a loopback interface of its own. Beside the port of the gateway.
    private const int Port = 41_001;

    private const string Loopback = "localhost,127.0.0.1,::1";

    // Longer than a silo takes to start after a crash.
    private static readonly TimeSpan RestartWait = TimeSpan.FromMinutes(2);

    private static readonly string Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    // Most programs read the lower case, some the upper; curl reads http_proxy in lower case only.
    private static readonly string[] ProxyVariables = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

    // OpenSSL and .NET and Go, Node.js, npm (whose own setting goes before that of Node.js), Python's requests, pip, curl, git,
    // cargo, AWS, Deno.
    private static readonly string[] TrustVariables =
    [
        "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "npm_config_cafile", "REQUESTS_CA_BUNDLE", "PIP_CERT", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO",
        "CARGO_HTTP_CAINFO", "AWS_CA_BUNDLE", "DENO_CERT",
    ];

    /// <summary>The socket that leads to the proxy.</summary>
    public ForwardedSocket Socket => new(Port, proxy.SocketPath) { Wait = RestartWait };

    /// <summary>The variables that programs find the proxy by, and the certificates that they trust.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = BuildEnvironment(proxy.CertificateBundle);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => proxy.DisposeAsync();

    private static Dictionary<string, string> BuildEnvironment(string? bundle)
    {
        var variables = ProxyVariables.ToDictionary(name => name, _ => Url, StringComparer.Ordinal);
        variables["NO_PROXY"] = variables["no_proxy"] = Loopback;

        // Node.js reads the others only with it.
        variables["NODE_USE_ENV_PROXY"] = "1";
        foreach (var name in bundle is null ? [] : TrustVariables)
        {
            variables[name] = bundle!;
        }

        return variables;
    }
}
