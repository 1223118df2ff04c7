using Factory.Configuration.Tests.Support;

namespace Factory.Configuration.Tests.Pipelines;

public sealed class PipelineFileTests : IDisposable
{
    private const string Head = "description: x\nstages:\n";

    private readonly ConfigFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("", "pipelines/product.yaml:1: it has no keys")]
    [InlineData("- a\n- b", "pipelines/product.yaml:1: the file must contain a mapping of 'key: value' lines")]
    [InlineData("description: x\nstages: []", "'stages' has 0 entries; a pipeline has 1 to 50 stages")]
    [InlineData("description: x\nstages: build", "'stages' is 'build'; it must be a list of mappings, each starting with '- '")]
    [InlineData(
        Head + "  - build",
        "pipelines/product.yaml:3: 'stages' contains 'build'; it must be a list of mappings, each starting with '- '")]
    [InlineData(Head + "  - {name: build, kind: build}", "pipelines/product.yaml:3: 'stages[1].expects' is missing")]
    [InlineData(
        Head + "  - {name: build, kind: build, expects: patch}",
        "'stages[1].expects' is 'patch'; it must be one of research, requirements, change, review, deployment")]
    [InlineData(Head + "  - {kind: build, expects: change}", "'stages[1].name' is missing")]
    [InlineData(
        Head + "  - {name: Build It, kind: build, expects: change}",
        "the stage's name 'Build It' must be lower-case letters, digits and dashes")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: change}\n  - {name: a, kind: build, expects: change}",
        "pipelines/product.yaml:4: the stage 'a' appears twice")]
    [InlineData(
        Head + "  - {name: a, kind: paint, expects: change}",
        "pipelines/product.yaml:3: no agent takes the kind 'paint' of stage 'a'; add it to 'kinds' of an agent")]
    [InlineData(Head + "  - {name: a, kind: biuld, expects: change}", "did you mean 'build'?")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: change, needs: [b]}",
        "'needs' names the stage 'b', which this pipeline does not have; its stages are a")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: change, needs: [a]}",
        "the stages a wait for each other, so none of them can start")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: change, needs: [b]}\n  - {name: b, kind: build, expects: change, needs: [a]}",
        "pipelines/product.yaml:3: the stages a, b wait for each other, so none of them can start; remove one of their 'needs'")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: change, needs: [t]}\n  - {name: t, kind: review, expects: review, reviews: a}",
        "the stages a, t wait for each other")]
    [InlineData(Head + "  - {name: t, kind: review, expects: review}", "a stage that expects a review must name the stage that it reviews")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: change}\n  - {name: t, kind: review, expects: change, reviews: a}",
        "a stage with 'reviews' must expect review, not change")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: research}\n  - {name: t, kind: review, expects: review, reviews: a}",
        "'a' ends with research; only a stage that expects change can be reviewed")]
    [InlineData(
        Head
            + "  - {name: a, kind: build, expects: change}\n  - {name: t, kind: review, expects: review, reviews: a}\n  - {name: u, " +
                "kind: review, expects: review, reviews: a}",
        "pipelines/product.yaml:5: 'a' is reviewed by another stage already")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: change, action: {kind: publish, class: x}}",
        "'stages[1].action.kind' is 'publish'; it must be one of merge, deploy")]
    [InlineData(Head + "  - {name: a, kind: build, expects: change, action: {kind: merge}}", "'stages[1].action.class' is missing")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: change, action: {kind: merge, class: merge, target: local}}",
        "'target' is for deployments")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: deployment, action: {kind: deploy, class: x}}",
        "'stages[1].action.target' is missing; add a line like 'target: local'")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: deployment, action: {kind: deploy, class: x, target: locl}}",
        "the deploy target 'locl' is unknown; targets are local; did you mean 'local'?")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: change, action: {kind: deploy, class: x, target: local}}",
        "the action deploy needs a stage that expects deployment, not change")]
    [InlineData(Head + "  - {name: a, kind: build, expects: change, on_failure: a}", "'on_failure' is for stages with an 'action'")]
    [InlineData(
        Head
            + "  - {name: a, kind: build, expects: change, action: {kind: merge, class: m}, on_failure: b}\n  - {name: b, kind: build, " +
                "expects: change, needs: [a]}",
        "'b' comes after 'a'; name a stage before it to go back to")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: change, action: {kind: merge, class: m}, on_failure: a}",
        "'a' is the stage itself; name a stage before it to go back to")]
    [InlineData(
        Head + "  - {name: a, kind: build, expects: change, max_attempts: 11}",
        "'stages[1].max_attempts' is '11'; it must be a whole number from 1 to 10")]
    [InlineData(
        "max_rounds: 0\n" + Head + "  - {name: a, kind: build, expects: change}",
        "pipelines/product.yaml:1: 'max_rounds' is '0'; it must be a whole number from 1 to 10")]
    [InlineData(
        "max_runds: 2\n" + Head + "  - {name: a, kind: build, expects: change}",
        "unknown key 'max_runds'; did you mean 'max_rounds'?")]
    [InlineData(Head + "  - {name: a, kind: build, expects: change, need: [b]}", "unknown key 'stages[1].need'; did you mean 'needs'?")]
    [InlineData(Head + "  - {name: a, kind: build, expects: change}\n---\nx: y", "a second YAML document starts here")]
    public void Check_OneMistake_NamesLineRuleAndFix(string text, string expected)
    {
        _files.Write("pipelines/product.yaml", text);

        var problems = _files.Problems();

        problems.ShouldContain(p => p.Contains(expected), string.Join('\n', problems));
    }
}
