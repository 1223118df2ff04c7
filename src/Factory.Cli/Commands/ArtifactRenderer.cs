using System.Globalization;
using Factory.Cli.Output;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary>Prints what a task has ended with: its main parts, each cut to a few lines.</summary>
internal static class ArtifactRenderer
{
    private const int MaxText = 1_000;
    private const int MaxItems = 5;

    /// <summary>Prints the result; nothing for a task without one.</summary>
    public static void Show(TaskView task, CommandContext context)
    {
        if (task.Artifact is not { } artifact)
        {
            return;
        }

        var data = context.Settings.DataOption;
        Line(context, task.IsFinished() ? "result" : "result so far", Summarize(artifact));
        foreach (var (label, text) in Details(artifact).Where(d => d.Text.Length > 0))
        {
            Line(context, "  " + label, text);
        }

        if (artifact is ChangeSet { Commit: not null })
        {
            context.Output.WriteLine($"  change: factory task diff {task.Id}{data}");
        }

        context.Output.WriteLine($"  whole result: factory task show {task.Id}{data} --json");
    }

    private static string Summarize(Artifact artifact) => artifact switch
    {
        ResearchNote note => note.Summary,
        Requirements requirements => $"{requirements.ProductName}: {requirements.Problem}",
        ChangeSet change => change.Summary,
        ReviewReport review => $"{(review.Verdict == Verdict.Pass ? "passed" : "rejected")}: {review.Summary}",
        Deployment { Version: { } version } deployment => $"version {version} deployed to {deployment.Target}: {deployment.Notes}",
        Deployment deployment => $"to deploy to {deployment.Target}: {deployment.Notes}",
        _ => artifact.Kind.ToString(),
    };

    private static IEnumerable<(string Label, string Text)> Details(Artifact artifact) => artifact switch
    {
        ResearchNote note =>
        [
            .. Some("finding", note.Findings.Select(f => $"{f.Title}: {f.Detail}")),
            .. Some("risk", note.Risks),
            ("recommends", note.Recommendation),
        ],
        Requirements requirements => Some("criterion", requirements.Criteria.Select(c => $"{c.Number}. {c.Text}")),
        ChangeSet change =>
        [
            ("files", string.Create(
                CultureInfo.InvariantCulture,
                $"{Formatting.Count(change.FilesChanged, "file")}, +{change.Insertions} -{change.Deletions}")),
            .. Some("note", change.Notes),
        ],
        ReviewReport review => Some("defect", review.Defects),
        _ => [],
    };

    private static IEnumerable<(string Label, string Text)> Some(string label, IEnumerable<string> texts)
    {
        var all = texts.ToList();
        return all.Take(MaxItems).Select(text => (label, text))
            .Concat(all.Count > MaxItems ? [(label, $"and {all.Count - MaxItems} more")] : Array.Empty<(string, string)>());
    }

    private static void Line(CommandContext context, string label, string text) =>
        context.Output.WriteMarkup($"  [green]{label}[/] {TerminalSanitizer.SingleLineMarkup(text, MaxText)}");
}
