using Factory.Domain.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Factory.Sandbox;

/// <summary>Registers the sandbox in which the commands of agents and products run.</summary>
public static class SandboxServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ISandbox"/>, <see cref="ITemporaryFolders"/> and <see cref="IDiskUse"/>. Safe to call twice.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddFactorySandbox(this IServiceCollection services, Action<SandboxOptions>? configure = null)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<SandboxOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SandboxOptions>, SandboxOptionsValidator>());
        services.TryAddSingleton<ISandbox>(static provider => SandboxProbe.Detect(
            provider.GetRequiredService<IOptions<SandboxOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ITemporaryFolders, TemporaryFolders>();
        services.TryAddSingleton<IDiskUse, DiskUse>();
        return services;
    }
}
