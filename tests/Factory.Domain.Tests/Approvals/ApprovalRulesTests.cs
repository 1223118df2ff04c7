using Factory.Contracts.Approvals;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Domain.Approvals;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Approvals;

public class ApprovalRulesTests
{
    private static ApprovalState Pending => ApprovalRules.Create(
        ApprovalId.Parse("approval-1"),
        new ApprovalRequest(TaskId.Parse("task-1"), null, "merge", ApprovalTier.ApproveBefore, "Merge", "why", "", default, TimeSpan.FromHours(1)),
        Given.Now);

    [Fact]
    public void Decide_Once_Counts()
    {
        var approved = ApprovalRules.Decide(Pending, true, "operator", "go", Given.Now).Events.Single();
        approved.View.Status.ShouldBe(ApprovalStatus.Approved);
        approved.View.DecidedBy.ShouldBe("operator");
        ApprovalRules.Decide(approved, true, "operator", null, Given.Now).ShouldBe(Decision<ApprovalState>.Unchanged);
        ApprovalRules.Decide(approved, false, "operator", null, Given.Now).Problem!.Code.ShouldBe(ErrorCodes.ApprovalAlreadyDecided);
    }

    [Fact]
    public void Decide_TooLate_IsRefused() =>
        ApprovalRules.Decide(Pending, true, "operator", null, Given.Now.AddHours(1)).Problem!.Message.ShouldContain("expired");

    [Fact]
    public void Expire_OnlyWhenItsTimeHasCome()
    {
        Pending.View.ExpiresAt.ShouldBe(Given.Now.AddHours(1));
        ApprovalRules.Expire(Pending, Given.Now.AddMinutes(59)).ShouldBeNull();
        ApprovalRules.Expire(Pending, Given.Now.AddHours(1))!.View.Status.ShouldBe(ApprovalStatus.Expired);
    }

    [Fact]
    public void TierOf_UnknownClass_IsApproveBefore() => Given.Actions().TierOf("something.new").ShouldBe(ApprovalTier.ApproveBefore);
}
