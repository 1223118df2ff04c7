using Factory.Contracts.Approvals;
using Factory.Contracts.Errors;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

/// <summary>How an operator decides an approval.</summary>
public sealed class ApprovalEndpointsTests
{
    private static readonly ApprovalId Known = ApprovalId.Parse("approval-1");
    private static readonly ApprovalId Missing = ApprovalId.Parse("approval-missing");

    [Fact]
    public async Task Approve_Pending_RecordsWhoAndWhy()
    {
        await using var host = await ApiHost.StartAsync();

        var approved = await host.Client.ApproveAsync(Known, "fine");

        (approved.Status, approved.DecidedBy, approved.Comment).ShouldBe((ApprovalStatus.Approved, "operator", "fine"));
    }

    [Fact]
    public async Task Approve_ApprovedBefore_IsIdempotent()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Client.ApproveAsync(Known, "fine");

        (await host.Client.ApproveAsync(Known)).Status.ShouldBe(ApprovalStatus.Approved);
    }

    [Fact]
    public async Task Reject_ApprovedBefore_IsAConflict()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Client.ApproveAsync(Known);

        (await Should.ThrowAsync<FactoryException>(() => host.Client.RejectAsync(Known))).Code
            .ShouldBe(ErrorCodes.ApprovalAlreadyDecided);
    }

    [Fact]
    public async Task Approve_ChangesRequestedBefore_IsAConflict()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Client.RequestChangesAsync(Known, "round to 5 cents");

        (await Should.ThrowAsync<FactoryException>(() => host.Client.ApproveAsync(Known))).Code
            .ShouldBe(ErrorCodes.ApprovalAlreadyDecided);
    }

    [Fact]
    public async Task RequestChanges_Reason_IsRecorded()
    {
        await using var host = await ApiHost.StartAsync();

        var decided = await host.Client.RequestChangesAsync(Known, "round to 5 cents");

        (decided.Status, decided.Comment).ShouldBe((ApprovalStatus.ChangesRequested, "round to 5 cents"));
    }

    [Fact]
    public async Task RequestChanges_NoReason_IsInvalidAndDecidesNothing()
    {
        await using var host = await ApiHost.StartAsync();

        (await Should.ThrowAsync<FactoryException>(() => host.Client.RequestChangesAsync(Known, " "))).Code
            .ShouldBe(ErrorCodes.InvalidRequest);
        (await host.Client.ApproveAsync(Known)).Status.ShouldBe(ApprovalStatus.Approved);
    }

    [Fact]
    public async Task Decide_MissingApproval_IsNotFound()
    {
        await using var host = await ApiHost.StartAsync();
        Func<Task<ApprovalView>>[] decisions =
        [
            () => host.Client.ApproveAsync(Missing),
            () => host.Client.RejectAsync(Missing),
            () => host.Client.RequestChangesAsync(Missing, "this"),
        ];

        foreach (var decide in decisions)
        {
            (await Should.ThrowAsync<FactoryException>(decide)).Code.ShouldBe(ErrorCodes.NotFound);
        }
    }
}
