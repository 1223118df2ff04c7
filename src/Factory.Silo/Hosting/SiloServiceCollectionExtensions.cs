using Factory.Agents;
using Factory.Configuration;
using Factory.Configuration.Reload;
using Factory.Deployments;
using Factory.Domain.Approvals;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Domain.Runs;
using Factory.Domain.Secrets;
using Factory.Domain.States;
using Factory.Domain.Tasks;
using Factory.Gateway;
using Factory.Grains;
using Factory.Metering;
using Factory.Providers;
using Factory.Providers.Rehearsal;
using Factory.Silo.Api;
using Factory.Silo.Discovery;
using Factory.Silo.Egress;
using Factory.Silo.Kev;
using Factory.Silo.Logs;
using Factory.Silo.Mcp;
using Factory.Silo.Recovery;
using Factory.Silo.Retention;
using Factory.Silo.Secrets;
using Factory.Silo.Telemetry;
using Factory.Storage;
using Factory.Workspaces;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Factory.Silo.Hosting;

/// <summary>Registers everything that a silo consists of, in the order in which it starts.</summary>
internal static class SiloServiceCollectionExtensions
{
    /// <summary>Adds all services of a silo.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="options">How the silo was started.</param>
    /// <param name="paths">The data folder.</param>
    /// <param name="reader">Reads the configuration folder.</param>
    /// <param name="config">The configuration that is being read; it must have completed before the first service is
    /// resolved.</param>
    /// <param name="secrets">Removes secrets from what is stored and shown.</param>
    public static WebApplicationBuilder AddFactorySilo(
        this WebApplicationBuilder builder,
        SiloOptions options,
        FactoryPaths paths,
        ConfigReader reader,
        Task<LoadedConfig> config,
        SecretRedactor secrets)
    {
        var services = builder.Services;
        services.AddSingleton(paths);
        services.AddSingleton(options);
        services.AddSingleton(secrets);
        services.AddSingleton<IConfigChangeHandler, ConfigChangeHandler>();
        services.AddFactoryConfiguration(reader, config);
        services.AddHostedService<EventLoggingService>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdGenerator, UlidGenerator>();

        services.AddFactoryStorage(storage =>
        {
            storage.DatabasePath = paths.Database;
            storage.RedactEventText = secrets.Redact;
            RegisterStates(storage);
        });
        var settings = reader.TryLoadSilo().OrThrow($"The silo's own configuration in {reader.Folder}");
        services.AddSingleton(settings);
        services.AddSingleton<ISecretStore>(new SecretStore(paths.SecretFile, settings.SecretKeyFolder ?? paths.SecretKeys, secrets));
        builder.AddGrains(settings);
        services.AddFactoryGrains();
        services.AddFactoryMetering();
        services.AddFactoryProviders(providers => providers.Variable = Environment.GetEnvironmentVariable);
        services.AddFactoryRehearsal();
        services.AddFactoryGateway();
        services.AddFactoryWorkspaces(sandbox =>
        {
            sandbox.Unsandboxed = options.Unsandboxed;
            sandbox.UseBubblewrap = !MachineDiscovery.IsSandboxOff(Environment.GetEnvironmentVariable);
        });
        services.AddFactoryAgents();
        services.AddAttemptServer();
        services.AddFactoryEgress();
        services.AddFactoryDeployments();
        services.AddFactoryOutbox();
        services.AddFactoryRetention();
        services.AddHostedService<MemoryTrim>();
        services.AddHostedService<RetentionSweep>();
        services.AddHostedService<RecoveryService>();
        services.AddHostedService(s => s.GetRequiredService<EmergencyStop>());
        services.AddFactoryDiscovery();
        services.AddSingleton<DiscoverySnapshot>();
        services.AddSingleton<IDiscovery>(s => s.GetRequiredService<DiscoverySnapshot>());
        services.AddHostedService(s => s.GetRequiredService<DiscoverySnapshot>());
        services.AddFactoryApi();
        services.AddFactoryOtlp(builder.Configuration);
        return builder;
    }

    /// <summary>
    /// Registers every state that has an index row; <c>factory storage rebuild-index</c> reads the same ones.
    /// </summary>
    public static void RegisterStates(StorageOptions storage) => storage.States
        .Register<DurableState<RunState>>(RunState.StateName)
        .Register<DurableState<TaskState>>(TaskState.StateName)
        .Register<DurableState<AttemptState>>(AttemptState.StateName)
        .Register<DurableState<ApprovalState>>(ApprovalState.StateName);
}
