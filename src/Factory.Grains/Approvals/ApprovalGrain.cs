using Factory.Contracts.Approvals;
using Factory.Contracts.Errors;
using Factory.Domain.Approvals;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Approvals;

namespace Factory.Grains.Approvals;

/// <inheritdoc cref="IApprovalGrain"/>
[PrimarySiloPlacement]
public sealed class ApprovalGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(ApprovalState.StateName, StorageNames.Factory)] IPersistentState<DurableState<ApprovalState>> state,
    TimeProvider time) : FactoryGrain(context, runtime), IApprovalGrain
{
    /// <inheritdoc/>
    public async Task<ApprovalView> Request(ApprovalRequest request)
    {
        if (state.State.Value is null)
        {
            var now = time.GetUtcNow();
            var approval = ApprovalState.Request(ApprovalId.Parse(this.GetPrimaryKeyString()), request, now);
            await WriteAsync(state, approval, [ApprovalEventMapper.Requested(approval, now)], []);
        }

        return state.State.Value!.View;
    }

    /// <inheritdoc/>
    public Task<ApprovalView?> Get() => Task.FromResult(state.State.Value?.View);

    /// <inheritdoc/>
    public Task<Result<ApprovalView>> Decide(bool approve, string by, string? comment) =>
        Handle(new DecideApproval(approve ? ApprovalStatus.Approved : ApprovalStatus.Rejected, by, comment));

    /// <inheritdoc/>
    public Task<Result<ApprovalView>> RequestChanges(string by, string reason) =>
        Handle(new DecideApproval(ApprovalStatus.ChangesRequested, by, reason));

    /// <inheritdoc/>
    public Task Advance() => Handle(new ExpireApproval());

    private async Task<Result<ApprovalView>> Handle(ApprovalCommand command)
    {
        if (state.State.Value is not { } approval)
        {
            return new Problem(
                ErrorCodes.NotFound,
                $"There is no approval {this.GetPrimaryKeyString()}.",
                "List them with: factory approvals");
        }

        var now = time.GetUtcNow();
        var decision = ApprovalRules.Decide(approval, command, now);
        if (decision.Problem is { } problem)
        {
            return problem;
        }

        foreach (var @event in decision.Events)
        {
            // The task is woken by the outbox, not by a call: a call up from here while the task calls down would block
            // both turns.
            approval = approval.Apply(@event, now);
            await WriteAsync(
                state,
                approval,
                [ApprovalEventMapper.Map(approval, @event, now)],
                [ApprovalEventMapper.OutboxMessage(approval)]);
        }

        return approval.View;
    }
}
