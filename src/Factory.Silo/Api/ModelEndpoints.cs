using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class ModelEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder api) =>
        api.MapGet("models", List)
            .WithTags("Spending")
            .WithName("ListModels")
            .WithSummary("The models of the catalogue, cheapest tier first, with prices and the health of their providers.");

    private static ApiResult<IReadOnlyList<CatalogueModelView>> List(IProviderAvailability availability, IProviderHealth standing) =>
        ApiResult<IReadOnlyList<CatalogueModelView>>.Ok(
        [.. availability.Providers.SelectMany(p => p.Provider.Models.Select(m => Offer(p, m, standing.Get(m.Ref.Provider, m.Ref.Model))))
            .OrderBy(m => m.Tier)]);

    private static CatalogueModelView Offer(ProviderAvailability provider, ModelDefinition model, ProviderHealth standing) => new(
        model.Ref,
        model.Tier,
        provider.IsAvailable,
        provider.Reason,
        model.Prices.Input,
        model.Prices.CachedInput,
        model.Prices.CacheWrite,
        model.Prices.Output,
        model.ContextTokens, model.MaxOutputTokens, model.Capabilities, model.Prices.Source, model.Prices.Date,
        standing.AcceptsCalls, standing.QuotaRemaining, standing.UnavailableUntil, standing.UnavailableReason);
}
