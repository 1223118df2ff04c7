using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;
using Factory.Domain.Artifacts;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Artifacts;

public class ArtifactContextTests
{
    [Fact]
    public void For_Task_TakesTheLatestRequirementsTheEvidenceAndTheTarget()
    {
        var spec = Given.Spec(action: new TaskAction(TaskActionKind.Deploy, "deploy.staging", "local")) with
        {
            Inputs = [
                new TaskInput("prd", Requirements("first")),
                new TaskInput("prd2", Requirements("second")),
                new TaskInput("build", Given.Change())
            ],
        };

        var context = ArtifactContext.For(spec, Given.Evidence());

        context.Expects.ShouldBe(ArtifactKind.Change);
        context.Criteria.ShouldHaveSingleItem().Text.ShouldBe("second");
        context.EvidenceIds.ShouldBe(["e1"]);
        context.DeployTarget.ShouldBe("local");
    }

    [Fact]
    public void For_TaskWithoutInputs_RequiresNothing()
    {
        var context = ArtifactContext.For(Given.Spec());
        context.Criteria.ShouldBeEmpty();
        context.EvidenceIds.ShouldBeEmpty();
        context.DeployTarget.ShouldBeNull();
    }

    private static Requirements Requirements(string criterion) => new("Tip", "p", [new AcceptanceCriterion(1, criterion)], []);
}
