using Factory.Configuration.Reading;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;

namespace Factory.Configuration.Pipelines;

/// <summary>
/// Reads <c>pipelines/*.yaml</c>. To add a stage: 1. an entry under <c>stages</c> with a name, a kind, the artifact it
/// expects and the stages it needs; 2. an agent that takes that kind.
/// </summary>
internal static class PipelineFile
{
    private const int MaxRounds = 10;
    private const int MaxAttempts = 10;
    private const int MaxStages = 50;

    /// <summary>Reads one pipeline; null when the file cannot be parsed.</summary>
    public static ParsedPipeline? Read(ConfigFile file, string text)
    {
        if (file.Parse(text) is not { } root)
        {
            return null;
        }

        var name = Path.GetFileNameWithoutExtension(file.Name);
        if (NameRules.CheckName(name) is { } wrong)
        {
            file.ReportProblem(0, $"the file's name '{ConfigProblems.Quote(name)}' becomes the pipeline's name and {wrong}");
        }

        var description = root.RequiredText("description", "From an idea to a deployed product.");
        var rounds = root.Number("max_rounds", fallback: 3, min: 1, max: MaxRounds);
        var stages = root.Sections("stages").Select(s => ReadStage(s)).ToList();
        if (stages.Count is 0 or > MaxStages)
        {
            root.ReportProblem(
                "stages",
                $"'stages' has {stages.Count} entries; a pipeline has 1 to {MaxStages} stages, each with name, kind and expects");
        }

        root.RejectUnknownKeys();
        return new ParsedPipeline(new PipelineDefinition(name, description, rounds, StageGraph.ValidateAndSort(stages)), stages);
    }

    private static ParsedStage ReadStage(ConfigSection section)
    {
        var name = section.RequiredText("name", "build");
        var kind = section.RequiredText("kind", "build");
        foreach (var (key, word) in new[] { ("name", name), ("kind", kind) })
        {
            if (word.Length > 0 && NameRules.CheckName(word) is { } wrong)
            {
                section.ReportProblem(key, $"the stage's {key} '{ConfigProblems.Quote(word)}' {wrong}");
            }
        }

        var stage = new StageDefinition(
            name,
            kind,
            section.RequiredEnumValue<ArtifactKind>("expects"),
            section.TextList("needs", _ => null),
            section.Text("reviews"),
            section.Text("on_failure"),
            ReadAction(section),
            section.Number("max_attempts", fallback: 3, min: 1, max: MaxAttempts));
        section.RejectUnknownKeys();
        return new ParsedStage(stage, section);
    }

    private static TaskAction? ReadAction(ConfigSection stage)
    {
        if (stage.Section("action") is not { } section)
        {
            return null;
        }

        var kind = section.RequiredEnumValue<TaskActionKind>("kind");
        var actionClass = section.RequiredText("class", "deploy.staging");

        // Read for merges, too, so that they get the message below in place of 'unknown key'.
        var target = section.Text("target");
        if (actionClass.Length > 0 && NameRules.CheckActionClass(actionClass) is { } wrong)
        {
            section.ReportProblem("class", $"the action class '{ConfigProblems.Quote(actionClass)}' {wrong}");
        }

        if (kind == TaskActionKind.Deploy && target is null)
        {
            section.ReportMissing("target", "local");
        }
        else if (kind == TaskActionKind.Merge && target is not null)
        {
            section.ReportProblem("target", "'target' is for deployments; a merge goes to the product's branch, so remove it");
        }

        section.RejectUnknownKeys();
        return new TaskAction(kind, actionClass, target);
    }
}

/// <summary>A pipeline and the sections of its stages.</summary>
internal sealed record ParsedPipeline(PipelineDefinition Pipeline, IReadOnlyList<ParsedStage> Stages);

/// <summary>A stage and the section that it was read from.</summary>
internal sealed record ParsedStage(StageDefinition Stage, ConfigSection Section);
