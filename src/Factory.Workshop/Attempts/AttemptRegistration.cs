using Factory.Domain.Attempts;
using Factory.Workshop.Tools;
using Factory.Workshop.Transcripts;
using Factory.Workshop.WorkingCopies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Factory.Workshop.Attempts;

/// <summary>Registers the attempt runner, its loop, tools and transcripts.</summary>
public static class AttemptRegistration
{
    /// <summary>
    /// Adds <see cref="IAttemptRunner"/> and <see cref="ITranscripts"/>, and what they work with (<see cref="WorkshopServices.AddFactoryWorkshopHands"/>). The host
    /// registers <c>FactoryConfig</c>, <c>FactoryPaths</c>, logging, a grain factory and <c>IModelSessions</c>. Safe to call twice.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    public static IServiceCollection AddFactoryWorkshop(this IServiceCollection services, Action<WorkshopOptions>? configure = null)
    {
        services.AddOptions<WorkshopOptions>()
            .Validate(o => o.MaxConcurrentAttempts >= 1, $"{nameof(WorkshopOptions.MaxConcurrentAttempts)} must be at least 1.")
            .ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddFactoryWorkshopHands();
        services.TryAddSingleton(_ => SecretRedactor.FromEnvironment(Environment.GetEnvironmentVariables()));
        services.TryAddSingleton<TranscriptFiles>();
        services.TryAddSingleton<ITranscripts>(s => s.GetRequiredService<TranscriptFiles>());
        services.TryAddSingleton<AttemptTools>();
        services.TryAddSingleton<AttemptSetup>();
        services.TryAddSingleton<ResultFinalizer>();
        services.TryAddSingleton<AttemptExecutor>();
        services.TryAddSingleton<AttemptRunner>();
        services.TryAddSingleton<IAttemptRunner>(s => s.GetRequiredService<AttemptRunner>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, UnfinishedCopies>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AttemptRunner>(s => s.GetRequiredService<AttemptRunner>()));
        return services;
    }
}
