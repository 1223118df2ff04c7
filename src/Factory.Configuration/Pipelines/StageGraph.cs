using Factory.Configuration.Reading;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;

namespace Factory.Configuration.Pipelines;

/// <summary>Checks that the stages of a pipeline form an acyclic graph, and sorts them topologically.</summary>
internal static class StageGraph
{
    /// <summary>
    /// The stages in topological order; in the order of the file when there is a cycle, which is reported.
    /// </summary>
    public static IReadOnlyList<StageDefinition> ValidateAndSort(IReadOnlyList<ParsedStage> parsed)
    {
        var names = parsed.Select(p => p.Stage.Name).ToList();
        foreach (var (stage, section) in parsed)
        {
            if (stage.Name.Length > 0
                && names.Count(n => n == stage.Name) > 1
                && parsed.First(p => p.Stage.Name == stage.Name).Section != section)
            {
                section.ReportProblem("name", $"the stage '{stage.Name}' appears twice; give each stage its own name");
            }

            foreach (var need in stage.Needs)
            {
                CheckName(section, "needs", need);
            }

            CheckName(section, "reviews", stage.ReviewedStage);
            CheckName(section, "on_failure", stage.OnFailure);
        }

        // With two stages of one name, 'needs' is ambiguous: every further message would be about the wrong stage.
        if (names.Distinct().Count() != names.Count)
        {
            return [.. parsed.Select(p => p.Stage)];
        }

        var ordered = SortTopologically(parsed);
        foreach (var one in parsed)
        {
            CheckReview(one, parsed);
            CheckAction(one, ordered);
        }

        return ordered;

        void CheckName(ConfigSection section, string key, string? name)
        {
            if (name is not null && !names.Contains(name))
            {
                section.ReportProblem(
                    key,
                    $"'{key}' names the stage '{ConfigProblems.Quote(name)}', which this pipeline does not have; its stages are " +
                    $"{string.Join(", ", names)}{SpellingSuggestion.Hint(name, names)}");
            }
        }
    }

    /// <summary>The stages that must be finished before a stage starts, including the one that it reviews.</summary>
    private static IEnumerable<string> DependenciesOf(StageDefinition stage) =>
        stage.ReviewedStage is null ? stage.Needs : [.. stage.Needs, stage.ReviewedStage];

    private static IReadOnlyList<StageDefinition> SortTopologically(IReadOnlyList<ParsedStage> parsed)
    {
        var left = parsed.Select(p => p.Stage).ToList();
        var known = left.Select(s => s.Name).ToHashSet();
        var ordered = new List<StageDefinition>();

        // The first possible stage of the file is taken, so a file that is in order already keeps its order. Unknown
        // names have been reported and do not count as a cycle.
        while (left.Find(s => DependenciesOf(s).All(n => !known.Contains(n) || ordered.Exists(o => o.Name == n))) is { } next)
        {
            left.Remove(next);
            ordered.Add(next);
        }

        if (left.Count > 0)
        {
            parsed.First(p => p.Stage == left[0])
                .Section.ReportProblem(
                    "needs",
                    $"the stages {string.Join(", ", left.Select(s => s.Name))} wait for each other, so none of them can start; remove " +
                    "one of their 'needs'");
        }

        return [.. ordered, .. left];
    }

    private static void CheckReview(ParsedStage one, IReadOnlyList<ParsedStage> all)
    {
        var (stage, section) = one;
        if (stage.ReviewedStage is null)
        {
            if (stage.Expects == ArtifactKind.Review)
            {
                section.ReportProblem(
                    "expects",
                    "a stage that expects a review must name the stage that it reviews; add a line like 'reviews: build'");
            }

            return;
        }

        if (stage.Expects != ArtifactKind.Review)
        {
            section.ReportProblem("expects", $"a stage with 'reviews' must expect review, not {EnumWords.Of(stage.Expects)}");
        }

        var target = all.FirstOrDefault(p => p.Stage.Name == stage.ReviewedStage)?.Stage;
        if (target is not null && target.Expects != ArtifactKind.Change)
        {
            section.ReportProblem(
                "reviews",
                $"'{target.Name}' ends with {EnumWords.Of(target.Expects)}; only a stage that expects change can be reviewed");
        }

        if (all.First(p => p.Stage.ReviewedStage == stage.ReviewedStage).Stage != stage)
        {
            section.ReportProblem("reviews", $"'{stage.ReviewedStage}' is reviewed by another stage already; a stage has one reviewer");
        }
    }

    private static void CheckAction(ParsedStage one, IReadOnlyList<StageDefinition> ordered)
    {
        var (stage, section) = one;
        var expected = stage.Action?.Kind switch
        {
            TaskActionKind.Merge => ArtifactKind.Change,
            TaskActionKind.Deploy => ArtifactKind.Deployment,
            _ => stage.Expects,
        };
        if (stage.Expects != expected)
        {
            section.ReportProblem(
                "action",
                $"the action {EnumWords.Of(stage.Action!.Kind)} needs a stage that expects {EnumWords.Of(expected)}, not " +
                $"{EnumWords.Of(stage.Expects)}");
        }

        if (stage.OnFailure is null)
        {
            return;
        }

        if (stage.Action is null)
        {
            section.ReportProblem("on_failure", "'on_failure' is for stages with an 'action', whose delivery can fail; remove it");
        }

        var names = ordered.Select(s => s.Name).ToList();

        // An unknown name has the index -1: it has been reported above, and is not reported again here.
        var back = names.IndexOf(stage.OnFailure);
        if (back >= names.IndexOf(stage.Name))
        {
            section.ReportProblem(
                "on_failure",
                $"'{stage.OnFailure}' {(stage.OnFailure == stage.Name ? "is the stage itself" : $"comes after '{stage.Name}'")}; name a " +
                "stage before it to go back to");
        }
    }
}
