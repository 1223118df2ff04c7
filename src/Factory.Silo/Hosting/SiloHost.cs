using System.Net;
using System.Net.Sockets;
using Factory.Configuration;
using Factory.Configuration.Reload;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Secrets;
using Factory.Silo.Access;
using Factory.Silo.Api;
using Factory.Silo.Logs;
using Factory.Silo.Mcp;
using Factory.Silo.Telemetry;
using Factory.Storage.Cluster;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;

namespace Factory.Silo.Hosting;

/// <summary>
/// A complete silo in this process: grains, API, gateway, deployments. Disposing stops it gracefully.
/// </summary>
public sealed class SiloHost : IHostedSilo
{
    private readonly WebApplication _app;
    private readonly DataFolderLock _folder;
    private readonly AccessTokenStore _access;

    private SiloHost(WebApplication app, DataFolderLock folder, FactoryPaths paths)
    {
        _app = app;
        _folder = folder;
        _access = app.Services.GetRequiredService<AccessTokenStore>();
        Paths = paths;
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().TrimEnd('/');
    }

    /// <inheritdoc/>
    public string Url { get; }

    /// <inheritdoc/>
    public string Token => _access.Current.Value;

    /// <inheritdoc/>
    public int? TakenPort { get; private init; }

    /// <summary>The data folder.</summary>
    public FactoryPaths Paths { get; }

    /// <summary>The services of the silo, for tests.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts a silo; returns when it answers.</summary>
    /// <exception cref="FactoryException"><c>data.locked</c>, <c>data.version_too_new</c>, <c>data.unusable</c>,
    /// <c>config.invalid</c>, <c>silo.port_in_use</c>.</exception>
    public static async Task<SiloHost> StartAsync(SiloOptions options, CancellationToken cancellationToken = default)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        var folder = DataFolderLock.Acquire(paths);
        WebApplication? app = null;
        try
        {
            EmptiedDatabase.EnsureNone(paths);

            // Reading the configuration takes as long as building the host, so both run at the same time.
            var reader = SiloConfigReaders.CreateReader(options);
            var config = Task.Run(reader.Load, cancellationToken);
            var secrets = SecretRedactor.FromEnvironment(Environment.GetEnvironmentVariables());
            var endpoint = LoopbackAddress.Parse(options.Url);
            var remembered = options.RemembersPort && endpoint.Port == 0 ? RememberedPort.Read(paths) : null;
            var isTaken = remembered is { } known && !RememberedPort.IsFree(endpoint.Address, known);
            endpoint.Port = isTaken ? endpoint.Port : remembered ?? endpoint.Port;
            app = Build(options, endpoint, paths, reader, config, secrets);
            ConfigChangeHandler.AddKeys(secrets, (await config).Config);
            await app.StartAsync(cancellationToken);
            var silo = new SiloHost(app, folder, paths) { TakenPort = isTaken ? remembered : null };
            if (options.RemembersPort && remembered is null)
            {
                RememberedPort.Write(paths, new Uri(silo.Url).Port);
            }

            var identity = app.Services.GetRequiredService<SiloInfo>();

            // Not before the start has ended: a client that finds the file calls the address at once.
            folder.Publish(new SiloFile(Environment.ProcessId, silo.Url, identity.Version, identity.StartedAt));
            return silo;
        }
        catch (Exception e)
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            folder.Dispose();
            throw ExplainPortInUse(e, options) ?? ExplainClusterFailure(e, options) ?? e;
        }
    }

    /// <inheritdoc/>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A service that fails to stop must not keep the port or the data folder locked.
        try
        {
            await _app.StopAsync(CancellationToken.None);
        }
        finally
        {
            try
            {
                await _app.DisposeAsync();
            }
            finally
            {
                _folder.Dispose();
            }
        }
    }

    private static WebApplication Build(
        SiloOptions options,
        IPEndPoint endpoint,
        FactoryPaths paths,
        ConfigReader reader,
        Task<LoadedConfig> config,
        SecretRedactor secrets)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = "Production"
        });

        // The server also reads its listeners from the section "Kestrel". An appsettings.json or a variable such as
        // Kestrel__Endpoints__A__Url could otherwise add one that other machines reach.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(OtlpEndpoints.FromEnvironment(Environment.GetEnvironmentVariables()));
        builder.AddSiloLogging(options, paths, secrets);
        var attempts = new AttemptServer(paths);
        builder.Services.AddSingleton<IAttemptServer>(attempts);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // The API first: its address is the one that is published.
            kestrel.Listen(endpoint);
            AttemptConnection.Listen(kestrel, attempts.SocketPath);
        });
        builder.AddFactorySilo(options, paths, reader, config, secrets);
        return builder.Build().MapFactoryApi().MapFactoryDashboard();
    }

    // Orleans does not wrap the exceptions of the database driver.
    private static FactoryException? ExplainClusterFailure(Exception e, SiloOptions options) =>
        e is not FactoryException && SiloConfigReaders.CreateReader(options).TryLoadSilo().Value?.Cluster is { } cluster
            ? ClusterDatabase.Explain(e, cluster.ConnectionString)
            : null;

    internal static FactoryException? ExplainPortInUse(Exception e, SiloOptions options)
    {
        if (e is not AddressInUseException
            && e.InnerException is not (AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }))
        {
            return null;
        }

        // Kestrel wraps the error of the API's address; Orleans passes on that of its own ports as it is.
        if (e is IOException)
        {
            return new FactoryException(
                ErrorCodes.PortInUse,
                $"{options.Url} is in use by another program.",
                "Use another port with --url http://127.0.0.1:PORT, or port 0 for any free one",
                inner: e);
        }

        return SiloConfigReaders.CreateReader(options).TryLoadSilo().Value?.Cluster is { } cluster
            ? new FactoryException(
                ErrorCodes.PortInUse,
                $"A port of the cluster is in use by another program: {cluster.Address} port {cluster.SiloPort} or {cluster.GatewayPort}.",
                "Use other ones under 'cluster' in silo.yaml: silo_port and gateway_port",
                inner: e)
            : new FactoryException(
                ErrorCodes.PortInUse,
                "A port that was free a moment ago was taken by another program while the silo started.",
                "Start it again",
                inner: e);
    }
}
