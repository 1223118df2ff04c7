using Factory.Contracts.Api;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Domain.Deployments;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class ProductEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder api)
    {
        var products = api.MapGroup("products").WithTags("Products");
        products.MapGet("", ListAsync).WithName("ListProducts").WithSummary("The deployed products, by name.");
        products.MapGet("{name}", GetAsync).WithName("GetProduct").WithSummary("One deployed product and its versions.");
        products.MapGet("{name}/logs", GetLogsAsync)
            .WithName("GetProductLogs")
            .WithSummary("The end of what the product's program printed since it was started.");
        products.MapPost("{name}/stop", StopAsync)
            .WithName("StopProduct")
            .WithSummary("Ends the served version; it stays stopped over restarts. Idempotent.");
        products.MapPost("{name}/start", StartAsync)
            .WithName("StartProduct")
            .WithSummary("Serves a stopped product again. Idempotent.")
            .Fails(ErrorCodes.DeployFailed, ErrorCodes.DeployUnhealthy);
        products.MapPost("{name}/rollback", RollBackAsync)
            .WithName("RollBackProduct")
            .WithSummary("Serves an earlier version, if it is healthy.")
            .Fails(ErrorCodes.DeployFailed, ErrorCodes.DeployUnhealthy, ErrorCodes.TransitionNotAllowed);
        products.MapDelete("{name}", RemoveAsync)
            .WithName("RemoveProduct")
            .WithSummary("Stops a product and forgets its versions; its repository stays.");
    }

    private static async Task<ApiResult<IReadOnlyList<ProductView>>> ListAsync(
        [FromServices] IDeployedProducts products,
        CancellationToken cancellationToken) =>
        ApiResult<IReadOnlyList<ProductView>>.Ok(await products.ListAsync(cancellationToken));

    private static async Task<ApiResult<ProductView>> GetAsync(
        string name,
        [FromServices] IDeployedProducts products,
        CancellationToken cancellationToken) => await products.FindAsync(name, cancellationToken);

    private static async Task<ApiResult<ProductLogs>> GetLogsAsync(
        string name,
        [FromServices] IDeployedProducts products,
        CancellationToken cancellationToken) => await products.ReadLogsAsync(name, cancellationToken);

    // The changes are not cancelled with the request: half a switch of versions would be left to the next start.
    private static async Task<ApiResult<ProductView>> StopAsync(string name, [FromServices] IDeployedProducts products) =>
        await products.StopAsync(name, CancellationToken.None);

    private static async Task<ApiResult<ProductView>> StartAsync(string name, [FromServices] IDeployedProducts products) =>
        await products.StartAsync(name, CancellationToken.None);

    private static async Task<ApiResult<ProductView>> RollBackAsync(
        string name,
        [FromBody] RollBackProductRequest? request,
        [FromServices] IDeployedProducts products) => await products.RollBackAsync(name, request?.Version, CancellationToken.None);

    private static async Task<ApiResult<ProductView>> RemoveAsync(string name, [FromServices] IDeployedProducts products) =>
        await products.RemoveAsync(name, CancellationToken.None);
}
