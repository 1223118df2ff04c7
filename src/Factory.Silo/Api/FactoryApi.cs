using Factory.Contracts.Json;
using Factory.Domain.Configuration;
using Factory.Gateway;
using Factory.Silo.Access;
using Factory.Silo.Diagnostics;
using Factory.Silo.Events;
using Factory.Silo.Kev;
using Factory.Silo.Mcp;
using Factory.Silo.Runs;
using Factory.Silo.Tasks;
using Factory.Silo.Telemetry;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Factory.Silo.Api;

/// <summary>
/// The REST API. To add a resource: 1. a file <c>XEndpoints.cs</c> here with <c>MapX</c>; 2. its line in
/// <see cref="MapFactoryApi"/>;
/// 3. its methods in <c>FactoryClient</c>; 4. its rows in <c>docs/reference/rest.md</c>.
/// </summary>
public static class FactoryApi
{
    private const int MaxBody = 1024 * 1024;

    // The gateway is meant to hold a thousand open streams; this leaves room for the API beside them.
    private const int MaxConnections = 4_000;

    /// <summary>
    /// Adds the services of the API. The host registers the ports that it uses: <c>IGrainFactory</c>,
    /// <see cref="FactoryConfig"/>, <see cref="FactoryPaths"/>, <c>IStateIndex</c>, <c>IEventLog</c>,
    /// <c>IIdempotencyStore</c>, <c>ITranscriptReader</c>, <c>IProductRepositories</c>, <c>IIdGenerator</c>,
    /// <c>ISecretStore</c>, <c>ILedger</c>, <c>IProviderAvailability</c>, <c>IProviderHealth</c>, <c>IRehearsal</c>,
    /// <see cref="IDiscovery"/>, <see cref="IGrainStatistics"/>.
    /// </summary>
    public static IServiceCollection AddFactoryApi(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(s => new SiloInfo(SiloInfo.ProgramVersion, s.GetRequiredService<TimeProvider>().GetUtcNow()));
        services.AddFactoryAccess();
        services.AddExceptionHandler<ProblemDetailsHandler>()
            .AddProblemDetails(problems => problems.CustomizeProblemDetails = ProblemDetailsHandler.CustomizeProblemDetails);
        services.TryAddSingleton<IConfigSource>(s => new StaticConfigSource(s.GetRequiredService<FactoryConfig>()));
        services.TryAddSingleton<RehearsalPolicy>();
        services.TryAddSingleton<RunStarter>();
        services.TryAddSingleton<TaskCreator>();
        services.TryAddSingleton<OpenBudgets>();
        services.TryAddSingleton<EventStream>();
        services.TryAddSingleton<EmergencyStop>();
        services.AddFactoryMetrics();
        services.AddRouting();
        services.Configure<JsonOptions>(o => FactoryJson.Configure(o.SerializerOptions));

        // Outside of the development environment, ASP.NET Core otherwise answers a body or parameter that it cannot
        // bind with an empty 400, and no exception says which one it was.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.Configure<KestrelServerOptions>(ConfigureLimits);
        services.AddFactoryOpenApi();
        return services;
    }

    /// <summary>
    /// Maps the gateway, which authenticates its own requests, and the API behind its middleware: errors, then origin,
    /// then authentication, then idempotency.
    /// </summary>
    public static WebApplication MapFactoryApi(this WebApplication app)
    {
        app.UseAttemptSocket();

        // No browser reaches the socket, and its clients name whatever port leads to it in their sandbox.
        app.UseFactoryGateway(context => AttemptConnection.Is(context) ? null : OriginPolicy.Check(context));
        app.UseAttemptTools();
        app.UseExceptionHandler();
        app.UseStatusCodePages(ProblemDetailsHandler.WriteStatusProblemAsync);
        app.UseSecurityHeaders();
        app.UseOriginPolicy();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();

        // After authorization: a stored response is replayed without running the endpoint, so a request that gets one
        // must have been authorized before.
        app.UseMiddleware<IdempotencyMiddleware>();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapApiReference();
        app.MapMetrics();
        app.MapWelcome();
        var api = app.MapGroup("/api").DescribeErrors();
        api.MapHealth();
        api.MapDiscovery();
        api.MapRuns();
        api.MapTasks();
        api.MapAttempts();
        api.MapAgents();
        api.MapProviders();
        api.MapModelsCheck();
        api.MapProducts();
        api.MapApprovals();
        api.MapKev();
        api.MapRouting();
        api.MapGrains();
        api.MapConfig();
        api.MapToken();
        api.MapClean();
        api.MapSpend();
        api.MapBudgets();
        api.MapKeys();
        api.MapSecrets();
        api.MapModels();
        api.MapEvents();
        app.MapGroup("").DescribeErrors().MapSignIn(api);
        return app;
    }

    // Clients that send a request slowly are disconnected; a slow reader of an event stream is not.
    private static void ConfigureLimits(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBody;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
    }
}
