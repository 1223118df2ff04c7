using Factory.Contracts.Approvals;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Grains.Abstractions.Approvals;

namespace Factory.Silo.Tests.Support;

internal sealed class FakeApproval(string key) : IApprovalGrain
{
    private ApprovalView? _view = key.EndsWith("missing", StringComparison.Ordinal) ? null : new ApprovalView(
        ApprovalId.Parse(key),
        new ApprovalRequest(
            TaskId.Parse("task-1"),
            null,
            "deploy.production",
            ApprovalTier.ApproveBefore,
            "Deploy",
            "Because",
            "diff",
            Usd.Zero,
            TimeSpan.FromDays(7)),
        ApprovalStatus.Pending,
        DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch.AddDays(7),
        null,
        null,
        null);

    public Task<ApprovalView> Request(ApprovalRequest request) => throw new NotSupportedException();

    public Task<ApprovalView?> Get() => Task.FromResult(_view);

    public Task<Result<ApprovalView>> Decide(bool approve, string by, string? comment) =>
        Decide(approve ? ApprovalStatus.Approved : ApprovalStatus.Rejected, by, comment);

    public Task<Result<ApprovalView>> RequestChanges(string by, string reason) => Decide(ApprovalStatus.ChangesRequested, by, reason);

    private Task<Result<ApprovalView>> Decide(ApprovalStatus status, string by, string? comment)
    {
        if (_view!.Status != ApprovalStatus.Pending && _view.Status != status)
        {
            return Task.FromResult<Result<ApprovalView>>(new Problem(ErrorCodes.ApprovalAlreadyDecided, "It was decided before."));
        }

        _view = _view with { Status = status, DecidedBy = by, Comment = comment };
        return Task.FromResult<Result<ApprovalView>>(_view);
    }

    public Task Advance() => Task.CompletedTask;
}
