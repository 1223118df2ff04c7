using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Runs;
using Factory.Domain.Deployments;
using Factory.Domain.Indexing;
using Factory.Grains.Abstractions.Runs;
using Factory.Silo.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("runs").WithTags("Runs");
        runs.MapPost("", StartAsync)
            .WithName("StartRun")
            .WithSummary("Starts a run, which turns an idea into a product.")
            .Produces<RunView>(StatusCodes.Status201Created)
            .Fails(
                ErrorCodes.IdeaTooLong,
                ErrorCodes.PipelineUnknown,
                ErrorCodes.RepositoryDirty,
                ErrorCodes.GitFailed,
                ErrorCodes.RehearsalNoMatch,
                ErrorCodes.RehearsalRepository);
        runs.MapPost("preview", Preview)
            .WithName("PreviewRun")
            .WithSummary("What a run with this request would be; nothing is started.")
            .Fails(ErrorCodes.IdeaTooLong, ErrorCodes.PipelineUnknown);
        runs.MapGet("", ListAsync)
            .WithName("ListRuns")
            .WithSummary("Runs, newest first, without stages and evidence; one run has them.");
        runs.MapGet("{id}", GetAsync).WithName("GetRun").WithSummary("One run.");
        runs.MapPost("{id}/cancel", CancelAsync).WithName("CancelRun").WithSummary("Stops a run, its tasks and their attempts.");
        runs.MapPost("{id}/retry", RetryAsync).WithName("RetryRun").WithSummary("Continues at the stage that failed.")
            .Fails(ErrorCodes.LifetimeLimitReached);
    }

    private static async Task<ApiResult<RunView>> StartAsync(
        StartRunRequest request,
        RunStarter starter,
        [FromHeader(Name = ApiHeaders.IdempotencyKey)] string? key,
        CancellationToken cancellationToken)
    {
        var reply = await starter.StartAsync(request, key, cancellationToken);
        return reply.IsAccepted() ? ApiResult<RunView>.Created($"/api/runs/{reply.Value.Id}", reply.Value) : reply;
    }

    private static ApiResult<RunPreview> Preview(StartRunRequest request, RunStarter starter) => starter.Preview(request);

    private static async Task<ApiResult<Page<RunView>>> ListAsync(
        IStateIndex index,
        [FromServices] IDeployedProducts products,
        string? status,
        string? before,
        int? limit,
        CancellationToken cancellationToken)
    {
        var page = await index.ReadPageAsync<RunView>(
            "run",
            null,
            RequestValidation.ParseEnumNames<RunStatus>(status, nameof(status)),
            before,
            limit,
            cancellationToken);
        return await page.WithoutDetails().WithServingAsync(products, cancellationToken);
    }

    private static async Task<ApiResult<RunView>> GetAsync(
        string id,
        IGrainFactory grains,
        [FromServices] IDeployedProducts products,
        CancellationToken cancellationToken) =>
        await Grain(grains, id).Get() is { } run
            ? await (await run.WithWaitAsync(grains)).WithServingAsync(products, cancellationToken)
            : NotFound(id);

    private static async Task<ApiResult<RunView>> CancelAsync(string id, [FromBody] CancelRequest? request, IGrainFactory grains)
    {
        var grain = Grain(grains, id);
        return await grain.Get() is null
            ? NotFound(id)
            : await grain.Cancel(RequestValidation.EnsureTextLength(request?.Reason, "reason") ?? "stopped by the operator");
    }

    private static async Task<ApiResult<RunView>> RetryAsync(string id, [FromBody] RetryRunRequest? request, IGrainFactory grains)
    {
        var grain = Grain(grains, id);
        var budget = RunStarter.ParseBudget(request?.BudgetUsd);
        return await grain.Get() is null ? NotFound(id) : await grain.Retry(budget, request?.AllowSameReviewer ?? false);
    }

    private static IRunGrain Grain(IGrainFactory grains, string id) =>
        grains.GetGrain<IRunGrain>(RequestValidation.ParseId<RunId>(id).Value);

    private static Problem NotFound(string id) => new(ErrorCodes.NotFound, $"There is no run {id}.", "All runs: factory run list");
}
