using Factory.Contracts.Api;
using Factory.Contracts.Approvals;
using Factory.Contracts.Errors;
using Factory.Domain.Indexing;
using Factory.Grains.Abstractions.Approvals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class ApprovalEndpoints
{
    // There is one operator and one token, so a request with the token is the operator's decision.
    private const string Operator = "operator";

    public static void MapApprovals(this IEndpointRouteBuilder api)
    {
        var approvals = api.MapGroup("approvals").WithTags("Approvals");
        approvals.MapGet("", ListAsync).WithName("ListApprovals").WithSummary("Approvals, newest first.");
        approvals.MapGet("{id}", GetAsync).WithName("GetApproval").WithSummary("One approval.");
        approvals.MapPost("{id}/approve", ApproveAsync)
            .WithName("Approve")
            .WithSummary("Approves. Idempotent; the opposite decision is a conflict.")
            .Fails(ErrorCodes.ApprovalAlreadyDecided);
        approvals.MapPost("{id}/reject", RejectAsync)
            .WithName("Reject")
            .WithSummary("Rejects. Idempotent; the opposite decision is a conflict.");
        approvals.MapPost("{id}/request-changes", RequestChangesAsync)
            .WithName("RequestChanges")
            .WithSummary("Sends the work back with a reason. Idempotent; another decision is a conflict.");
    }

    private static async Task<ApiResult<Page<ApprovalView>>> ListAsync(
        IStateIndex index,
        string? status,
        string? before,
        int? limit,
        CancellationToken cancellationToken) =>
        await index.ReadPageAsync<ApprovalView>(
            "approval",
            null,
            RequestValidation.ParseEnumNames<ApprovalStatus>(status, nameof(status)),
            before,
            limit,
            cancellationToken);

    private static async Task<ApiResult<ApprovalView>> GetAsync(string id, IGrainFactory grains) =>
        await Grain(grains, id).Get() is { } approval ? approval : NotFound(id);

    private static Task<ApiResult<ApprovalView>> ApproveAsync(
        string id,
        [FromBody] ApprovalDecisionRequest? request,
        IGrainFactory grains) => DecideAsync(id, true, request, grains);

    private static Task<ApiResult<ApprovalView>> RejectAsync(
        string id,
        [FromBody] ApprovalDecisionRequest? request,
        IGrainFactory grains) => DecideAsync(id, false, request, grains);

    private static async Task<ApiResult<ApprovalView>> DecideAsync(
        string id,
        bool approve,
        ApprovalDecisionRequest? request,
        IGrainFactory grains)
    {
        var grain = Grain(grains, id);
        return await grain.Get() is null
            ? NotFound(id)
            : await grain.Decide(approve, Operator, RequestValidation.EnsureTextLength(request?.Comment, "comment"));
    }

    private static async Task<ApiResult<ApprovalView>> RequestChangesAsync(string id, RequestChangesRequest request, IGrainFactory grains)
    {
        var grain = Grain(grains, id);
        if (await grain.Get() is null)
        {
            return NotFound(id);
        }

        return string.IsNullOrWhiteSpace(request.Reason)
            ? new Problem(ErrorCodes.InvalidRequest, "The reason is empty.", "Say what to change: the next attempt works by it.")
            : await grain.RequestChanges(Operator, RequestValidation.EnsureTextLength(request.Reason, "reason")!);
    }

    private static IApprovalGrain Grain(IGrainFactory grains, string id) =>
        grains.GetGrain<IApprovalGrain>(RequestValidation.ParseId<ApprovalId>(id).Value);

    private static Problem NotFound(string id) =>
        new(ErrorCodes.NotFound, $"There is no approval {id}.", "Those that wait: factory approvals");
}
