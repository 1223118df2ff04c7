using Factory.Agents.Tests.Attempts;
using Factory.Agents.Tests.Loop;
using Factory.Agents.Tools;
using Factory.Agents.Transcripts;
using Factory.Contracts.Artifacts;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;
using Factory.Domain.Secrets;
using Factory.Domain.WorkingCopies;
using Factory.TestKit.Builders;
using Factory.Workspaces.Tests.WorkingCopies;
using Microsoft.Extensions.Logging.Abstractions;

namespace Factory.Agents.Tests.Tools;

public sealed class AttemptKernelFactoryTests : IDisposable
{
    private readonly TemporaryFolder _copy = new();

    [Theory]
    [InlineData(ArtifactKind.Change, true, "list_files read_file search_files write_file edit_file run_command ask_operator submit_result")]
    [InlineData(ArtifactKind.Review, true, "list_files read_file search_files run_command ask_operator submit_result")]
    [InlineData(ArtifactKind.Research, false, "ask_operator submit_result")]
    [InlineData(ArtifactKind.Requirements, false, "ask_operator submit_result")]
    [InlineData(ArtifactKind.Deployment, false, "ask_operator submit_result")]
    public void Create_AgentWithAllTools_HasThoseThatItsTaskPermits(ArtifactKind expects, bool hasCopy, string tools) =>
        Names(ToolNames.All, expects, hasCopy).ShouldBe(tools);

    [Fact]
    public void Create_AgentWithFewTools_HasOnlyThose() =>
        Names(["read_file", "make_coffee", "submit_result"], ArtifactKind.Change, hasCopy: true).ShouldBe("read_file submit_result");

    [Theory]
    [InlineData(ArtifactKind.Research)]
    [InlineData(ArtifactKind.Requirements)]
    [InlineData(ArtifactKind.Change)]
    [InlineData(ArtifactKind.Review)]
    [InlineData(ArtifactKind.Deployment)]
    public void Create_AnyKind_SubmissionHasItsSchema(ArtifactKind kind)
    {
        var schema = For(ToolNames.All, kind, hasCopy: false).Declarations[^1].JsonSchema;

        schema.GetProperty("required")[0].GetString().ShouldBe("result");
        schema.GetProperty("properties").GetProperty("result").GetRawText().ShouldBe(ResultSchemas.Of(kind).ToJsonString());
    }

    [Theory]
    [InlineData(
        "list_files",
        """{"type":"object","properties":{"path":{"description":"Folder, relative to the working copy. Default: the working copy itself.","type":"string"}},"required":[],"additionalProperties":false}""")]
    [InlineData(
        "read_file",
        """{"type":"object","properties":{"path":{"description":"File, relative to the working copy.","type":"string"},"first_line":{"description":"First line to return. Lines are numbered from 1. (default value: 1)","type":"integer"},"last_line":{"description":"Last line to return. Default: the end of the file. (default value: 2147483647)","type":"integer"}},"required":["path"],"additionalProperties":false}""")]
    [InlineData(
        "run_command",
        """{"type":"object","properties":{"command":{"description":"The command line.","type":"string"},"timeout_seconds":{"description":"Time limit in seconds, 1 to 600. The command is killed when it is reached. (default value: 120)","type":"integer"}},"required":["command"],"additionalProperties":false}""")]
    public void Create_Tool_IsDeclaredWithAClosedSchema(string tool, string schema) =>
        For(ToolNames.All, ArtifactKind.Change, hasCopy: true)
            .Declarations.Single(d => d.Name == tool)
            .JsonSchema.GetRawText()
            .ShouldBe(schema);

    [Fact]
    public void Create_EveryTool_DescribesItselfAndItsArguments()
    {
        foreach (var declaration in For(ToolNames.All, ArtifactKind.Change, hasCopy: true).Declarations.SkipLast(1))
        {
            declaration.Description.ShouldNotBeEmpty();
            declaration.JsonSchema.GetProperty("properties")
                .EnumerateObject()
                .ShouldAllBe(p => p.Value.GetProperty("description").GetString()!.Length > 0, declaration.Name);
        }
    }

    public void Dispose() => _copy.Dispose();

    private string Names(IReadOnlyList<string> tools, ArtifactKind expects, bool hasCopy) =>
        string.Join(' ', For(tools, expects, hasCopy).Declarations.Select(d => d.Name));

    private AttemptKernel For(IReadOnlyList<string> tools, ArtifactKind expects, bool hasCopy)
    {
        using var transcript = new TranscriptWriter(_copy.In("transcript.jsonl"), TimeProvider.System, new SecretRedactor([]));
        using var observer = new LoopHarness();
        return new AttemptKernelFactory(
            new FakeWorkspace(_copy.FullName),
            new SecretRedactor([]),
            TimeProvider.System,
            NullLogger<AttemptKernelFactory>.Instance).CreateKernel(
            Given.Agent() with { Tools = tools },
            new ArtifactContext(expects, [], [], null),
            hasCopy ? new WorkingCopy(RunnerHarness.Attempt, _copy.FullName, "factory/1", "c0", Given.Product, []) : null,
            (_, _) => Task.FromResult("Yes."),
            transcript,
            observer);
    }
}
