using Factory.Contracts.Approvals;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Domain.Approvals;
using Factory.Domain.Events;
using Factory.Domain.Outbox;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Approvals;

namespace Factory.Grains.Approvals;

/// <inheritdoc cref="IApprovalGrain"/>
[PrimarySiloPlacement]
public sealed class ApprovalGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(ApprovalState.StateName, StorageNames.Factory)] IPersistentState<Durable<ApprovalState>> state,
    TimeProvider time) : FactoryGrain(context, runtime), IApprovalGrain
{
    /// <inheritdoc/>
    public async Task<ApprovalView> Request(ApprovalRequest request)
    {
        if (state.State.Value is null)
        {
            var approval = ApprovalRules.Create(ApprovalId.Parse(this.GetPrimaryKeyString()), request, time.GetUtcNow());
            await Commit(approval, EventTypes.ApprovalRequested, $"{request.Summary}? factory approve {approval.View.Id}");
        }

        return state.State.Value!.View;
    }

    /// <inheritdoc/>
    public Task<ApprovalView?> Get() => Task.FromResult(state.State.Value?.View);

    /// <inheritdoc/>
    public async Task<Result<ApprovalView>> Decide(bool approve, string by, string? comment)
    {
        if (state.State.Value is not { } approval)
        {
            return new Problem(ErrorCodes.NotFound, $"There is no approval {this.GetPrimaryKeyString()}.", "List them with: factory approvals");
        }

        var decision = ApprovalRules.Decide(approval, approve, by, comment, time.GetUtcNow());
        if (decision.Problem is { } problem)
        {
            return problem;
        }

        foreach (var next in decision.Events)
        {
            await Commit(next, EventTypes.ApprovalDecided, $"{next.View.Request.Summary}: {next.View.Status.ToString().ToLowerInvariant()} by {by}", ToOutboxMessage(next));
        }

        return state.State.Value!.View;
    }

    /// <inheritdoc/>
    public async Task Advance()
    {
        if (state.State.Value is { } approval && ApprovalRules.Expire(approval, time.GetUtcNow()) is { } expired)
        {
            await Commit(expired, EventTypes.ApprovalDecided, $"{expired.View.Request.Summary}: it was not decided in time", ToOutboxMessage(expired));
        }
    }

    private static OutboxMessage ToOutboxMessage(ApprovalState approval) => new(OutboxStreams.Task, approval.View.Request.Task.Value, approval.View.Id.Value);

    private async Task Commit(ApprovalState approval, string type, string message, params OutboxMessage[] wakeUps)
    {
        var request = approval.View.Request;
        var data = EventData.Of(
            ("approval", approval.View.Id.Value),
            ("actionClass", request.ActionClass),
            ("tier", System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(request.Tier.ToString())),
            ("summary", request.Summary),
            ("status", System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(approval.View.Status.ToString())),
            ("by", approval.View.DecidedBy),
            ("comment", approval.View.Comment));
        state.State.Stage(approval, [new FactoryEvent(0, time.GetUtcNow(), type, approval.View.Id.Value, request.Run, request.Task, message, data)], wakeUps);
        await state.WriteStateAsync();
    }
}
