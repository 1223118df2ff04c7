using Factory.Contracts.Errors;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Gateway.Calls;
using Factory.Gateway.Inspection;
using Factory.Gateway.Models;
using Factory.Gateway.Upstreams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Factory.Gateway;

/// <summary>Wires the gateway.</summary>
public static class GatewayServiceCollectionExtensions
{
    /// <value>Where the gateway is.</value>
    public const string Prefix = "/gateway";

    /// <summary>
    /// Adds the gateway. Needs from others: <c>IMeter</c>, <c>IKeyRing</c>, <c>IProviderGates</c>, <c>IProviderEndpoints</c>, logging. Safe to call twice.
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
        services.TryAddSingleton(s => new RequestMemoryLimiter(s.GetRequiredService<IOptions<GatewayOptions>>().Value.MaxBufferedRequestBytes));
        services.TryAddSingleton<ShutdownDrain>();
        services.TryAddSingleton<CallAdmission>();
        services.TryAddSingleton<CallPipeline>();
        services.TryAddSingleton<GatewayMiddleware>();
        return services;
    }

    /// <summary>Puts the gateway first in the pipeline: it has keys, errors and limits of its own, and nothing else stands in the way of its calls.</summary>
    /// <param name="foreign">Says why a request comes from somewhere that may not use this silo; null when it may.</param>
    public static IApplicationBuilder UseFactoryGateway(this IApplicationBuilder app, Func<HttpContext, Problem?> foreign)
    {
        var services = app.ApplicationServices.GetRequiredService<IServiceProviderIsService>();
        if (!services.IsService(typeof(IMeter)) || !services.IsService(typeof(IVirtualKeyStore)))
        {
            return app;
        }

        var door = app.ApplicationServices.GetRequiredService<GatewayMiddleware>();
        return app.Use(next => context =>
            context.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal, out var rest) ? door.InvokeAsync(context, rest.Value ?? "", foreign(context)) : next(context));
    }
}
