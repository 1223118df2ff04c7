using Factory.Domain.Providers;
using Factory.Providers.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Factory.Providers.Rehearsal;

/// <summary>Registers the rehearsal provider.</summary>
public static class RehearsalServiceCollectionExtensions
{
    /// <summary>
    /// Adds the scripted models, which require no account and cost nothing. Requires <c>AddFactoryProviders</c>. Safe
    /// to call twice.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddFactoryRehearsal(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChatClientFactory, RehearsalChatClientFactory>());
        services.TryAddSingleton<IRehearsal, Rehearsal>();
        return services;
    }
}
