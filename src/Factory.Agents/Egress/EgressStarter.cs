using System.Globalization;
using Factory.Agents.Attempts;
using Factory.Domain.Agents;
using Factory.Domain.Attempts;
using Factory.Domain.Egress;
using Factory.Domain.Sandbox;

namespace Factory.Agents.Egress;

/// <summary>Starts the egress proxies of attempts and writes their requests into the transcripts.</summary>
internal sealed class EgressStarter(ISandbox sandbox, IEgressProxies proxies)
{
    /// <summary>Starts the proxy of an attempt.</summary>
    /// <returns>
    /// Null when its agent may reach no host, and without isolation: there the commands have this machine's network, and
    /// every program of the machine could use the proxy and its secrets.
    /// </returns>
    public async Task<AttemptEgress?> StartAsync(
        AttemptId attempt,
        AgentDefinition agent,
        AttemptRecorder recorder,
        CancellationToken cancellationToken)
    {
        if (!sandbox.IsIsolated)
        {
            return null;
        }

        var proxy = await proxies.StartAsync(
            attempt,
            agent,
            request => recorder.Transcript.Write(TranscriptEntryKind.Notice, Describe(request)),
            cancellationToken);
        return proxy is null ? null : new AttemptEgress(proxy);
    }

    private static string Describe(EgressRequest request)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"egress: {request.Method} {request.Host}:{request.Port}");
        var with = request.Secrets.Count == 0 ? "" : $" with {string.Join(", ", request.Secrets)}";
        return request.Refusal is { } reason
            ? $"{what}{with} refused: {reason}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{what}{with} allowed: {request.BytesSent:N0} bytes sent, {request.BytesReceived:N0} received, "
                + $"{request.Duration.TotalSeconds:0.0} s");
    }
}
