using Factory.Configuration.Reading;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;

namespace Factory.Configuration.Pipelines;

/// <summary>
/// Reads <c>pipelines/*.yaml</c>. To add a stage: 1. an entry under <c>stages</c> with a name, a kind, the artifact it expects and the stages it
/// needs; 2. an agent that takes that kind.
/// </summary>
internal static class PipelineFile
{
    private const int MostRounds = 10;
    private const int MostAttempts = 10;
    private const int MostStages = 50;

    /// <summary>Reads one pipeline; null when the file is too broken to go on.</summary>
    public static ParsedPipeline? Read(ConfigFile file, string text)
    {
        if (file.Read(text) is not { } root)
        {
            return null;
        }

        var name = Path.GetFileNameWithoutExtension(file.Name);
        if (NameRules.CheckWord(name) is { } wrong)
        {
            file.Problem(0, $"the file's name '{ConfigProblems.Quote(name)}' becomes the pipeline's name and {wrong}");
        }

        var description = root.RequiredText("description", "From an idea to a deployed product.");
        var rounds = root.Number("max_rounds", fallback: 3, min: 1, max: MostRounds);
        var stages = root.Sections("stages").Select(s => ReadStage(s)).ToList();
        if (stages.Count is 0 or > MostStages)
        {
            root.Problem("stages", $"'stages' holds {stages.Count}; a pipeline has 1 to {MostStages} stages, each with name, kind and expects");
        }

        root.RefuseUnknownKeys();
        return new ParsedPipeline(new PipelineDefinition(name, description, rounds, StageGraph.Check(stages)), stages);
    }

    private static ParsedStage ReadStage(ConfigSection section)
    {
        var name = section.RequiredText("name", "build");
        var kind = section.RequiredText("kind", "build");
        foreach (var (key, word) in new[] { ("name", name), ("kind", kind) })
        {
            if (word.Length > 0 && NameRules.CheckWord(word) is { } wrong)
            {
                section.Problem(key, $"the stage's {key} '{ConfigProblems.Quote(word)}' {wrong}");
            }
        }

        var stage = new StageDefinition(
            name,
            kind,
            section.RequiredChoice<ArtifactKind>("expects"),
            section.Texts("needs", _ => null),
            section.Text("reviews"),
            section.Text("on_failure"),
            ReadAction(section),
            section.Number("max_attempts", fallback: 3, min: 1, max: MostAttempts));
        section.RefuseUnknownKeys();
        return new ParsedStage(stage, section);
    }

    private static TaskAction? ReadAction(ConfigSection stage)
    {
        if (stage.Section("action") is not { } section)
        {
            return null;
        }

        var kind = section.RequiredChoice<TaskActionKind>("kind");
        var actionClass = section.RequiredText("class", "deploy.staging");
        var target = section.Text("target");
        if (actionClass.Length > 0 && NameRules.CheckActionClass(actionClass) is { } wrong)
        {
            section.Problem("class", $"the action class '{ConfigProblems.Quote(actionClass)}' {wrong}");
        }

        if (kind == TaskActionKind.Deploy && target is null)
        {
            section.Missing("target", "local");
        }
        else if (kind == TaskActionKind.Merge && target is not null)
        {
            section.Problem("target", "'target' is for deployments; a merge goes to the product's branch, so remove it");
        }

        section.RefuseUnknownKeys();
        return new TaskAction(kind, actionClass, target);
    }
}

/// <summary>A pipeline with the places of its stages in the file.</summary>
internal sealed record ParsedPipeline(PipelineDefinition Pipeline, IReadOnlyList<ParsedStage> Stages);

/// <summary>A stage with its place in the file.</summary>
internal sealed record ParsedStage(StageDefinition Stage, ConfigSection Section);
