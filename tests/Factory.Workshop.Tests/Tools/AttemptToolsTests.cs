using Factory.Contracts.Artifacts;
using Factory.Domain.Attempts;
using Factory.TestKit.Builders;
using Factory.Workshop.Tools;

namespace Factory.Workshop.Tests.Tools;

public class AttemptToolsTests
{
    [Theory]
    [InlineData(ArtifactKind.Change, true, "list_files read_file search_files write_file edit_file run_command ask_operator")]
    [InlineData(ArtifactKind.Review, true, "list_files read_file search_files run_command ask_operator")]
    [InlineData(ArtifactKind.Research, false, "ask_operator")]
    [InlineData(ArtifactKind.Requirements, false, "ask_operator")]
    [InlineData(ArtifactKind.Deployment, false, "ask_operator")]
    public void Allowed_AgentWithAllTools_GetsWhatItsTaskAllows(ArtifactKind expects, bool hasCopy, string tools) =>
        string.Join(' ', AttemptTools.Allowed(Given.Agent() with { Tools = ToolNames.All }, expects, hasCopy)).ShouldBe(tools);

    [Fact]
    public void Allowed_AgentsFile_LimitsThem() =>
        AttemptTools.Allowed(Given.Agent() with { Tools = ["read_file", "make_coffee", "submit_result"] }, ArtifactKind.Change, hasCopy: true).ShouldBe(["read_file"]);

    [Theory]
    [InlineData(ArtifactKind.Research)]
    [InlineData(ArtifactKind.Requirements)]
    [InlineData(ArtifactKind.Change)]
    [InlineData(ArtifactKind.Review)]
    [InlineData(ArtifactKind.Deployment)]
    public void Declare_Submission_HasASchemaForEachKind(ArtifactKind kind)
    {
        var schema = SubmitResultTool.Declare(kind).JsonSchema;

        schema.GetProperty("required")[0].GetString().ShouldBe("result");
        schema.GetProperty("properties").GetProperty("result").GetProperty("required").GetArrayLength().ShouldBeGreaterThan(0);
    }
}
