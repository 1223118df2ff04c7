using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;
using Factory.Domain.Approvals;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Tasks;

public class TaskActionClassTests
{
    private const string SecurityChange = "security.change";

    [Theory]
    [InlineData(ApprovalTier.NotifyAfter, ApprovalTier.ApproveBefore, SecurityChange)]
    [InlineData(ApprovalTier.ApproveBefore, ApprovalTier.NeverAuto, SecurityChange)]
    [InlineData(ApprovalTier.ApproveBefore, ApprovalTier.ApproveBefore, SecurityChange)]
    [InlineData(ApprovalTier.ApproveBefore, ApprovalTier.NotifyAfter, "merge")]
    [InlineData(ApprovalTier.NeverAuto, ApprovalTier.ApproveBefore, "merge")]
    public void Of_MergeWithConcerns_IsTheStricterClass(ApprovalTier merge, ApprovalTier security, string expected) =>
        TaskActionClass.Of(Given.Merge, WithConcern, Policy(merge, security)).ShouldBe(expected);

    [Fact]
    public void Of_NoConcernsOrNoMerge_IsTheClassOfThePipeline()
    {
        var policy = Policy(ApprovalTier.Auto, ApprovalTier.NeverAuto);
        TaskActionClass.Of(Given.Merge, Given.Change(), policy).ShouldBe("merge");
        TaskActionClass.Of(Given.Merge, null, policy).ShouldBe("merge");
        TaskActionClass.Of(new TaskAction(TaskActionKind.Deploy, "deploy.staging", "local"), WithConcern, policy)
            .ShouldBe("deploy.staging");
    }

    public static ActionPolicy Policy(ApprovalTier merge, ApprovalTier security) => new(new Dictionary<string, ApprovalTier>
    {
        [Given.Merge.ActionClass] = merge,
        [SecurityChange] = security,
    });

    private static ChangeSet WithConcern => (ChangeSet)Given.Change() with { Concerns = ["package.json: an install script"] };
}
