using Factory.Contracts.Artifacts;
using Factory.Domain.Runs;
using Factory.TestKit.Builders;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests.Runs;

public class PipelineDefinitionTests
{
    [Theory]
    [InlineData("research", "research prd build test deploy")]
    [InlineData("prd", "prd build test deploy")]
    [InlineData("build", "build test deploy")]
    [InlineData("test", "test deploy")]
    [InlineData("deploy", "deploy")]
    public void StagesFrom_ProductPipeline_IsTheStageAndAllBuiltUponIt(string stage, string expected) =>
        string.Join(' ', Given.Pipeline.StagesFrom(stage)).ShouldBe(expected);

    /// <summary>A stage that only reviews depends on its subject too, though it does not need it.</summary>
    [Fact]
    public void StagesFrom_ReviewWithoutANeed_BelongsToItsSubject() =>
        Pipeline(([], null), ([], 0), ([], null)).StagesFrom("s0").ShouldBe(["s0", "s1"]);

    /// <summary>One pass in the pipeline's order must find what a search through the graph finds.</summary>
    [Fact]
    public void StagesFrom_AnyPipeline_AgreesWithASearchThroughTheGraph()
    {
        var stages = Gen.Choose(0, 6).ListOf().Select(needs => needs.ToArray());
        var pipelines = stages.Two().Select(t => (Needs: t.Item1, Review: t.Item2.FirstOrDefault(-1))).ArrayOf(7);
        Prop.ForAll(pipelines.ToArbitrary(), drawn =>
        {
            // Only earlier stages can be needed: pipelines with circles are rejected when they are read.
            var pipeline = Pipeline([.. drawn.Select((d, i) =>
                (d.Needs.Where(n => n < i).Distinct().ToArray(), d.Review >= 0 && d.Review < i ? d.Review : (int?)null))]);
            foreach (var start in pipeline.Stages)
            {
                pipeline.StagesFrom(start.Name).ShouldBe(pipeline.Stages.Where(s => Reaches(pipeline, s, start.Name)).Select(s => s.Name));
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static bool Reaches(PipelineDefinition pipeline, StageDefinition from, string to) => from.Name == to
        || from.Needs.Append(from.ReviewedStage).OfType<string>().Any(n => Reaches(pipeline, pipeline.Stages.First(s => s.Name == n), to));

    private static PipelineDefinition Pipeline(params (int[] Needs, int? Review)[] stages) => new(
        "any",
        "",
        3,
        [.. stages.Select((s, i) => new StageDefinition(
            $"s{i}",
            "build",
            ArtifactKind.Change,
            [.. s.Needs.Select(n => $"s{n}")],
            s.Review is { } subject ? $"s{subject}" : null,
            null,
            null,
            3))]);
}
