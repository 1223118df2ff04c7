using Factory.Contracts.Providers;
using Factory.Domain.Configuration;
using Factory.Grains.Abstractions.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class ProviderEndpoints
{
    public static void MapProviders(this IEndpointRouteBuilder api) =>
        api.MapGet("providers", ListAsync)
            .WithTags("Providers")
            .WithName("ListProviders")
            .WithSummary("The model providers and their availability.");

    private static async Task<ApiResult<IReadOnlyList<ProviderView>>> ListAsync(IConfigSource config, IGrainFactory grains)
    {
        var views = await Task.WhenAll(config.Current.Catalogue.Providers.Select(p =>
            grains.GetGrain<IProviderGrain>($"provider-{p.Name}").Get()));
        return ApiResult<IReadOnlyList<ProviderView>>.Ok([.. views.OfType<ProviderView>()]);
    }
}
