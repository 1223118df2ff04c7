using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Dashboard;

namespace Factory.Silo.Hosting;

/// <summary>
/// Adds Orleans' own dashboard, without the parts that cost memory and CPU while nobody uses it. Its call profiler is
/// inactive until a page is open.
/// </summary>
internal static class OrleansDashboard
{
    /// <value>The path of the dashboard.</value>
    public const string Path = "/grains/orleans";

    // A log provider that streams the log of the whole process to viewers. It is disabled: a provider without a filter
    // makes ASP.NET Core create a span and a scope for every request.
    private const string DashboardLoggerProvider = "Orleans.Dashboard.Implementation.DashboardLogger";

    /// <summary>Adds the services of the dashboard.</summary>
    public static void AddFactoryDashboard(this ISiloBuilder silo)
    {
        var before = silo.Services.ToHashSet();
        silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        silo.Services.Configure<LoggerFilterOptions>(logging =>
            logging.Rules.Add(new LoggerFilterRule(DashboardLoggerProvider, categoryName: null, LogLevel.None, filter: null)));
        DisableMetricsPipeline(silo.Services, before);
    }

    /// <summary>Maps the dashboard; it requires a sign-in or the access token.</summary>
    /// <remarks>
    /// Its services are created by the first request: they unpack and compress 18 MB of pages and fonts, which would
    /// slow down the start and keep 50 MB of memory.
    /// </remarks>
    public static WebApplication MapFactoryDashboard(this WebApplication app)
    {
        var dashboard = new Lazy<RequestDelegate>(() => Build(app.Services));
        app.MapGet(Path + "/{**page}", context =>
        {
            // Otherwise the inner routing takes the endpoint of the outer one for its own match.
            context.SetEndpoint(null);
            return dashboard.Value(context);
        }).RequireAuthorization().WithMetadata(new ExcludeFromDescriptionAttribute());
        return app;
    }

    private static RequestDelegate Build(IServiceProvider services)
    {
        var branch = new ApplicationBuilder(services);
        branch.UseRouting();
        branch.UseEndpoints(endpoints => endpoints.MapOrleansDashboard(Path).WithMetadata(new ExcludeFromDescriptionAttribute()));
        return branch.Build();
    }

    // The dashboard starts a metrics pipeline of its own over all of Orleans' meters, which takes 80 MB and is
    // redundant beside /metrics. No option disables it. The service to remove is recognised as the only one that is
    // both a hosted service and a lifecycle participant.
    private static void DisableMetricsPipeline(IServiceCollection services, HashSet<ServiceDescriptor> before)
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is { ImplementationFactory: { } create } added
                && added.ServiceType == typeof(ILifecycleParticipant<ISiloLifecycle>)
                && !before.Contains(added))
            {
                services[i] = new ServiceDescriptor(
                    added.ServiceType,
                    provider => create(provider) is var participant and not IHostedService ? participant : new NoOpParticipant(),
                    added.Lifetime);
            }
        }
    }

    private sealed class NoOpParticipant : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle)
        {
            // Registered in its place, so that nothing else starts the pipeline.
        }
    }
}
