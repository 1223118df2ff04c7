using Factory.Agents.Attempts;
using Factory.Agents.Egress;
using Factory.Agents.Retention;
using Factory.Agents.Runners;
using Factory.Agents.Tools;
using Factory.Agents.Transcripts;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;
using Factory.Workspaces;
using Factory.Workspaces.WorkingCopies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Factory.Agents;

/// <summary>Registers the attempt runner, its loop, tools and transcripts.</summary>
public static class AgentsServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IAttemptRunner"/>, <see cref="ITranscriptReader"/> and the services that they require
    /// (<see cref="WorkspacesServiceCollectionExtensions.AddFactoryWorkspaces"/>). The host registers
    /// <c>FactoryConfig</c>, <c>FactoryPaths</c>, logging, a grain factory, <c>IEgressProxies</c> and <c>IModelSessions</c>. Safe to call
    /// twice.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddFactoryAgents(this IServiceCollection services, Action<AgentsOptions>? configure = null)
    {
        services.AddOptions<AgentsOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AgentsOptions>, AgentsOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddFactoryWorkspaces();
        services.TryAddSingleton<TranscriptFiles>();
        services.TryAddSingleton<ITranscriptReader>(s => s.GetRequiredService<TranscriptFiles>());
        services.TryAddSingleton<AttemptKernelFactory>();
        services.TryAddSingleton<AttemptSetup>();
        services.TryAddSingleton<EgressStarter>();
        services.TryAddSingleton<ResultFinalizer>();
        services.TryAddSingleton<AttemptLoop>();
        services.AddRunners();
        services.TryAddSingleton<AttemptFailures>();
        services.TryAddSingleton<AttemptRecorderFactory>();
        services.TryAddSingleton<AttemptDisk>();
        services.TryAddSingleton<AttemptExecutor>();
        services.TryAddSingleton<AttemptRunner>();
        services.TryAddSingleton<IAttemptRunner>(s => s.GetRequiredService<AttemptRunner>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, UnfinishedWorkingCopyCleanup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AttemptRunner>(s => s.GetRequiredService<AttemptRunner>()));
        return services;
    }

    private static void AddRunners(this IServiceCollection services)
    {
        services.TryAddSingleton(s => new RunnerPrograms(
            s.GetRequiredService<FactoryPaths>(),
            Environment.GetEnvironmentVariable("PATH"),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)));
        services.TryAddSingleton<RunnerSelector>();
        services.TryAddSingleton<RunnerTools>();
        services.TryAddSingleton<IAttemptTools>(s => s.GetRequiredService<RunnerTools>());
        services.TryAddSingleton<RunnerConnection>();
        services.TryAddSingleton<RunnerProcess>();
        services.TryAddSingleton<RunnerToolSessions>();
        services.TryAddSingleton<RunnerCommands>();
        services.TryAddSingleton<RunnerWork>();
        services.TryAddSingleton<RunnerContinuation>();
        services.TryAddSingleton<IOrphanedProcesses, OrphanedRunners>();
        services.TryAddSingleton<AttemptWork>();
    }

    /// <summary>
    /// Adds transcripts and sessions of coding CLIs to what <c>factory clean</c> can delete. Requires <see cref="AddFactoryAgents"/>.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddFactoryAgentsRetention(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRetentionTarget, TranscriptRetention>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRetentionTarget, RunnerSessionRetention>());
        return services;
    }
}
