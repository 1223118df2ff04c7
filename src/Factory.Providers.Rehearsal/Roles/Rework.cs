using Factory.Domain.Attempts;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>The second change: read, correct, build, test, hand in.</summary>
internal static class Rework
{
    /// <summary>Where the product of an earlier attempt stands; null when it is not there.</summary>
    public static ProductPlace? Find(IReadOnlyList<string> files, ArchetypeChoice choice)
    {
        var file = choice.Variant.Defect.File;
        var found = files.Where(f => f == file || f.EndsWith("/" + file, StringComparison.Ordinal))
            .Select(f => new ProductPlace(f[..^file.Length].TrimEnd('/'), choice.Variant.IsStatic))
            .Where(p => p.IsStatic ? files.Contains(p.Path(p.TestFile)) : files.Contains(p.Path("App.csproj")) && files.Contains(p.Path("tests/Harness.cs")))
            .OrderByDescending(p => p.Folder.StartsWith(choice.Slug, StringComparison.Ordinal))
            .ThenByDescending(p => p.Folder.Length)
            .ToList();
        return found.FirstOrDefault();
    }

    public static Move Next(ScriptContext conversation, ArchetypeChoice choice, ProductPlace place)
    {
        var defect = choice.Variant.Defect;
        var (logic, tests) = (place.Path(defect.File), place.Path(place.TestFile));
        if (!conversation.WasRead(logic))
        {
            return Move.Call($"It was sent back: {FirstLine(conversation.Brief.Feedback[^1])} Reading the logic and its tests.", ToolCall.Read(logic), ToolCall.Read(tests));
        }

        var isWrong = conversation.FileText(logic)?.Contains(defect.Wrong, StringComparison.Ordinal) == true;
        if (isWrong && conversation.Last(ToolNames.EditFile) is null)
        {
            return Move.Call("Found it. " + defect.Explanation, ToolCall.Edit(logic, defect.Wrong, defect.Right));
        }

        if (conversation.Last(ToolNames.RunCommand) is not { } run)
        {
            return Move.Call(place.IsStatic ? "Running the tests." : "Building and running the tests.", ToolCall.Run(place.BuildAndTest));
        }

        var worked = run.Result.Contains(", 0 failed", StringComparison.Ordinal);
        return Move.Submit(worked ? "All tests pass." : "The tests still fail; that is all a script can do.", new
        {
            Summary = isWrong ? $"Correct {Path.GetFileName(defect.File)}\n\n{defect.Explanation}" : "Run the tests again\n\nNothing in the logic looked wrong to the rehearsal model.",
            Notes = new[]
            {
                worked ? $"Seen: {run.Result.Split('\n').Last(l => l.Contains(", 0 failed", StringComparison.Ordinal)).Trim()}." : "The tests do not pass: this needs a real model.",
                "Made by the rehearsal model: a script, not a language model.",
            },
        });
    }

    private static string FirstLine(string text)
    {
        var line = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        return line.Length <= 200 ? line : line[..200] + "…";
    }
}
