using Factory.Contracts.Models;
using Factory.Domain.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class ModelsCheckEndpoints
{
    public static void MapModelsCheck(this IEndpointRouteBuilder api) =>
        api.MapGet("models/check", CheckAsync)
            .WithTags("Providers")
            .WithName("CheckModels")
            .WithSummary("Compares what each available provider offers for its key with the catalogue.");

    private static async Task<ApiResult<IReadOnlyList<ProviderModelsCheck>>> CheckAsync(
        [FromServices] IModelsChecker checker,
        CancellationToken cancellationToken) =>
        ApiResult<IReadOnlyList<ProviderModelsCheck>>.Ok(await checker.CheckAsync(cancellationToken));
}
