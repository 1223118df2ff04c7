using Factory.Domain.Configuration;
using Factory.Domain.Limits;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Metering;
using Factory.Providers.Availability;
using Factory.Providers.Clients;
using Factory.Providers.Http;
using Factory.Providers.Models;
using Factory.Providers.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Factory.Providers;

/// <summary>Registers the model providers.</summary>
public static class ProvidersServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IModelSessions"/>, <see cref="IProviderAvailability"/>, <see cref="IProviderEndpoints"/> and
    /// <see cref="IModelsChecker"/>. The host registers a <see cref="FactoryConfig"/> or an
    /// <see cref="IConfigSource"/>, <see cref="IMeter"/>, <see cref="IProviderLimiters"/> and logging. Safe to call
    /// twice.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    public static IServiceCollection AddFactoryProviders(this IServiceCollection services, Action<ProvidersOptions>? configure = null)
    {
        services.AddOptions<ProvidersOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProvidersOptions>, ProvidersOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IConfigSource>(p => new StaticConfigSource(p.GetRequiredService<FactoryConfig>()));
        services.TryAddSingleton<IProviderAvailability>(p => new ProviderAvailabilityMonitor(
            p.GetRequiredService<IConfigSource>(),
            p.GetRequiredService<IOptions<ProvidersOptions>>().Value.Variable));
        services.TryAddSingleton<IProviderEndpoints>(p => new ProviderEndpointResolver(
            p.GetRequiredService<IProviderAvailability>(),
            p.GetRequiredService<IOptions<ProvidersOptions>>().Value.Variable));
        services.TryAddSingleton<ProviderHttp>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChatClientFactory, ProviderChatClientFactory>());
        services.AddModelCallPipeline();
        services.TryAddSingleton<IModelsChecker, ModelsChecker>();
        services.TryAddSingleton<IModelSessions, ModelSessions>();
        return services;
    }
}
