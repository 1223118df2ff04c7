using System.Text;
using Factory.Domain.Agents;
using Factory.Domain.Configuration;
using Factory.Domain.Egress;
using Factory.Domain.Sandbox;
using Factory.Domain.Secrets;
using Factory.Silo.Hosting;

namespace Factory.Silo.Egress;

/// <inheritdoc cref="IEgressProxies"/>
internal sealed class EgressProxies(
    FactoryPaths paths,
    ISecretStore secrets,
    ITemporaryFolders temporary,
    EgressServices services) : IEgressProxies
{
    private const string SocketName = "proxy.sock";

    // The kernel's limit is 108 bytes with the terminating zero.
    private const int MaxPathBytes = 107;

    /// <inheritdoc/>
    public async Task<IEgressProxy?> StartAsync(
        AttemptId attempt,
        AgentDefinition agent,
        Action<EgressRequest> observe,
        CancellationToken cancellationToken)
    {
        var policy = new EgressPolicy(agent);
        if (policy.IsEmpty)
        {
            return null;
        }

        var context = new EgressContext(
            policy,
            new AttemptSecrets(secrets.FindFor(agent), policy),
            new EgressQuota(services.Options.MaxBytes),
            new EgressJournal(attempt, services.Options, observe, services.Logging.CreateLogger<EgressJournal>()));
        var certificates = context.Secrets.Hosts is { Count: > 0 } hosts
            ? new AttemptCertificates(attempt.Value, hosts, services.Time.GetUtcNow())
            : null;
        var (folder, cleanUp) = CreateFolder(attempt);
        var connector = new EgressConnector(services.Resolver, services.Options, services.Time);
        return await EgressProxy.StartAsync(
            Path.Combine(folder, SocketName),
            certificates is null ? null : CertificateBundle.Write(folder, certificates.ExportPem()),
            new ConnectMiddleware(context, connector, certificates, services.Options, services.Time),
            new EgressForwarder(context, connector, services.Forwarder, services.Options, services.Time),
            certificates,
            services,
            cleanUp,
            cancellationToken);
    }

    // The same for each start of an attempt: a sandbox that outlived the silo has it mounted, and finds the new socket in it.
    private (string Folder, Action CleanUp) CreateFolder(AttemptId attempt)
    {
        var folder = paths.EgressFolder(attempt);
        var socket = Path.Combine(folder, SocketName);
        if (Encoding.UTF8.GetByteCount(socket) > MaxPathBytes)
        {
            var other = temporary.Create();
            return (other.FullName, () => temporary.Delete(other));
        }

        PrivateFiles.CreateFolder(folder);
        File.Delete(socket);
        return (folder, () => Delete(folder));
    }

    // The folder above belongs to the attempt's coding CLI, if it has one.
    private static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        Directory.Delete(folder, recursive: true);
        var session = Path.GetDirectoryName(folder)!;
        if (!Directory.EnumerateFileSystemEntries(session).Any())
        {
            Directory.Delete(session);
        }
    }
}
