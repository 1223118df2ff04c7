using Factory.Contracts.Errors;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Gateway.Calls;
using Factory.Gateway.Inspection;
using Factory.Gateway.Models;
using Factory.Gateway.Upstreams;
using Factory.Metering;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Factory.Gateway;

/// <summary>Registers the gateway.</summary>
public static class GatewayServiceCollectionExtensions
{
    /// <value>The path that all of the gateway's paths begin with.</value>
    public const string Prefix = "/gateway";

    /// <summary>
    /// Adds the gateway. Requires <see cref="IMeter"/>, <see cref="IVirtualKeyStore"/>,
    /// <see cref="IProviderLimiters"/>, <see cref="IProviderEndpoints"/> and logging from others. Safe to call twice.
    /// </summary>
    public static IServiceCollection AddFactoryGateway(this IServiceCollection services, Action<GatewayOptions>? configure = null)
    {
        services.AddOptions<GatewayOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GatewayTelemetry>();
        services.TryAddSingleton<UpstreamClients>();
        services.TryAddSingleton<ModelDirectory>();
        services.TryAddSingleton(s =>
            new RequestMemoryLimiter(s.GetRequiredService<IOptions<GatewayOptions>>().Value.MaxBufferedRequestBytes));
        services.TryAddSingleton<ShutdownDrain>();
        services.AddModelCallPipeline();
        services.TryAddSingleton<CallAdmitter>();
        services.TryAddSingleton<CallForwarder>();
        services.TryAddSingleton<GatewayMiddleware>();
        return services;
    }

    /// <summary>
    /// Adds the gateway's middleware. Call it first: the gateway has keys, errors and limits of its own, and other
    /// middleware would only slow its calls down. Does nothing where the meter or the keys are not registered.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="foreign">Returns why a request comes from an origin that must not use this silo; null when it may
    /// use it.</param>
    public static IApplicationBuilder UseFactoryGateway(this IApplicationBuilder app, Func<HttpContext, Problem?> foreign)
    {
        var services = app.ApplicationServices.GetRequiredService<IServiceProviderIsService>();
        if (!services.IsService(typeof(IMeter)) || !services.IsService(typeof(IVirtualKeyStore)))
        {
            return app;
        }

        var gateway = app.ApplicationServices.GetRequiredService<GatewayMiddleware>();
        return app.Use(next => context =>
            context.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal, out var rest)
                ? gateway.InvokeAsync(context, rest.Value ?? "", foreign(context))
                : next(context));
    }
}
