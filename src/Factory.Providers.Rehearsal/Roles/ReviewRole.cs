using Factory.Contracts.Evidence;
using Factory.Domain;
using Factory.Domain.Attempts;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>
/// Reviews a change by the factory's own evidence. A failure is rejected with the names of the failing tests. It reads
/// up to two files so that it can cite them, but it cannot judge code, and its summary says so.
/// </summary>
internal static class ReviewRole
{
    // Well below the limits of a review (ArtifactLimits): a product whose every test fails must still be a valid
    // rejection.
    private const int MaxDefects = 20;
    private const int MaxDefectLength = 500;
    private const string FailMark = "FAIL ";

    /// <summary>Returns the next response.</summary>
    public static ScriptedResponse Next(ScriptContext context)
    {
        if (context.HasTool(ToolNames.ListFiles) && context.ListedFiles is null)
        {
            return ScriptedResponse.CallTools("Reading the evidence, then the change.", ToolCall.List());
        }

        var cited = Cited(context.ListedFiles ?? []);
        var unread = cited.Where(f => !context.HasRead(f)).ToList();
        // Only before a pass: a rejection cites the failing commands.
        if (context.Prompt.Evidence?.Passed() == true && context.HasTool(ToolNames.ReadFile) && unread.Count > 0)
        {
            return ScriptedResponse.CallTools("All commands succeeded. Reading the logic and its tests.", unread.Select(ToolCall.Read));
        }

        return context.Prompt.Evidence is { } evidence && evidence.Passed() ? Pass(context, evidence, cited) : Reject(context, cited);
    }

    private static ScriptedResponse Pass(ScriptContext context, EvidenceReport evidence, IReadOnlyList<string> files)
    {
        var ids = evidence.Commands.Select(c => c.Id).ToList();
        var counted = evidence.Commands.LastOrDefault(c => c.TestsPassed is not null);
        var proof = counted is null
            ? "every command of the evidence succeeded"
            : $"{counted.TestsPassed} tests passed and {counted.TestsFailed ?? 0} failed ({counted.Id})";
        return ScriptedResponse.Submit("The change passes.", new
        {
            Verdict = "pass",
            Summary = $"{context.Model} is a script that reviews only the factory's evidence: {proof}.",
            Answers = context.Prompt.Criteria.Select(c => new
            {
                Criterion = c.Number,
                Met = true,
                // A criterion without evidence would be an invalid submission (ReviewReportRules).
                Evidence = ids.Concat(files).DefaultIfEmpty("product.yaml").ToList(),
                Comment = $"{char.ToUpperInvariant(proof[0])}{proof[1..]}.",
            }).ToList(),
            Defects = Array.Empty<string>(),
            Warnings = Enumerable.Range(1, context.Prompt.Warnings).Select(number => new
            {
                Warning = number,
                Comment = "Not checked: the reviewer is a script, and only the operator can judge this.",
            }).ToList(),
        });
    }

    private static ScriptedResponse Reject(ScriptContext context, IReadOnlyList<string> files)
    {
        var evidence = context.Prompt.Evidence;
        var defects = Defects(evidence).Take(MaxDefects).ToList();
        // The failing commands are the proof; where none failed, for example because no test ran, everything is cited.
        var broken = evidence?.Commands.Where(c => c.ExitCode != 0 || c.TimedOut).Select(c => c.Id).ToList() ?? [];
        var cited = (broken.Count > 0 ? broken : evidence?.Commands.Select(c => c.Id).ToList() ?? []).Concat(broken.Count > 0 ? [] : files)
            .DefaultIfEmpty("product.yaml")
            .ToList();
        return ScriptedResponse.Submit("The change is rejected.", new
        {
            Verdict = "reject",
            Summary = $"{context.Model} is a script that reviews only the factory's evidence, which shows a failure: {defects[0]}",
            Answers = context.Prompt.Criteria.Select(c => new
            {
                Criterion = c.Number,
                Met = false,
                Evidence = cited,
                Comment = "Not shown, because the evidence has failures.",
            }).ToList(),
            Defects = defects,
        });
    }

    private static IEnumerable<string> Defects(EvidenceReport? evidence)
    {
        if (evidence is null)
        {
            yield return "There is no evidence: the change must build and its tests must run.";
            yield break;
        }

        foreach (var command in evidence.Commands.Where(c => c.ExitCode != 0 || c.TimedOut))
        {
            var failing = command.OutputTail.ReplaceLineEndings("\n").Split('\n')
                .Select(l => l.Trim())
                .Where(l => l.StartsWith(FailMark, StringComparison.Ordinal))
                .Select(l => Short($"The test '{l[FailMark.Length..]}' fails ({command.Id})."))
                .ToList();
            foreach (var defect in failing)
            {
                yield return defect;
            }

            if (failing.Count == 0)
            {
                yield return Short($"The command '{command.Name}' ({command.Id}) " +
                    $"{(command.TimedOut ? "timed out" : $"exited with code {command.ExitCode}")}: {LastLine(command.OutputTail)}");
            }
        }

        foreach (var problem in evidence.Problems)
        {
            yield return Short(problem);
        }
    }

    // A file of the logic and one of the tests, where they exist.
    // Not Api.cs and InputError.cs, which hold no logic that a test or a criterion is about.
    private static List<string> Cited(IReadOnlyList<string> files) =>
    [
        .. new[]
        {
            files.FirstOrDefault(f =>
                Below(f, "src")
                    && f.EndsWith(".cs", StringComparison.Ordinal)
                    && !f.EndsWith("/Api.cs", StringComparison.Ordinal)
                    && !f.EndsWith("/InputError.cs", StringComparison.Ordinal))
                ?? files.FirstOrDefault(f => Below(f, "web") && f.EndsWith("/index.html", StringComparison.Ordinal)),
            files.FirstOrDefault(f =>
                Below(f, "tests")
                    && (f.EndsWith("Tests.cs", StringComparison.Ordinal) || f.EndsWith("/check.sh", StringComparison.Ordinal))),
        }.OfType<string>(),
    ];

    private static bool Below(string file, string folder) =>
        file.StartsWith(folder + "/", StringComparison.Ordinal) || file.Contains($"/{folder}/", StringComparison.Ordinal);

    private static string LastLine(string output) =>
        output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "no output";

    private static string Short(string text) => VisibleText.Shorten(text, MaxDefectLength);
}
