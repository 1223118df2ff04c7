using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Dashboard;

namespace Factory.Silo.Hosting;

/// <summary>Orleans' own dashboard, without what it costs a silo that nobody looks at. Its profiler of calls sleeps by itself until somebody opens a page.</summary>
internal static class OrleansDashboard
{
    /// <value>Where it is.</value>
    public const string Path = "/grains/orleans";

    // A provider of logs that streams the log of the whole process to viewers. Our log has a place of its own, and a listener that takes everything costs each request a span and a scope.
    private const string DashboardLoggerProvider = "Orleans.Dashboard.Implementation.DashboardLogger";

    /// <summary>Adds it.</summary>
    public static void AddFactoryDashboard(this ISiloBuilder silo)
    {
        var before = silo.Services.ToHashSet();
        silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        silo.Services.Configure<LoggerFilterOptions>(logging => logging.Rules.Add(new LoggerFilterRule(DashboardLoggerProvider, categoryName: null, LogLevel.None, filter: null)));
        DisableMetricsPipeline(silo.Services, before);
    }

    /// <summary>Maps it, for who is signed in.</summary>
    /// <remarks>The first visitor has it made: it unpacks and packs 18 MB of pages and fonts, which takes time at the start and 50 MB from then on.</remarks>
    public static WebApplication MapFactoryDashboard(this WebApplication app)
    {
        var dashboard = new Lazy<RequestDelegate>(() => Build(app.Services));
        app.MapGet(Path + "/{**page}", context =>
        {
            // Else the routing within takes the address for found.
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

    // With the silo it starts a metrics pipeline of its own over all of Orleans' meters, for a page that lists them: 80 MB that /metrics makes needless, and no option leaves it out.
    // What starts it is the one service that is both hosted and a participant in the silo's start.
    private static void DisableMetricsPipeline(IServiceCollection services, HashSet<ServiceDescriptor> before)
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is { ImplementationFactory: { } create } added && added.ServiceType == typeof(ILifecycleParticipant<ISiloLifecycle>) && !before.Contains(added))
            {
                services[i] = new ServiceDescriptor(added.ServiceType, provider => create(provider) is var participant and not IHostedService ? participant : new NoOpParticipant(), added.Lifetime);
            }
        }
    }

    private sealed class NoOpParticipant : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle)
        {
            // It stands where something else would start what is left out.
        }
    }
}
