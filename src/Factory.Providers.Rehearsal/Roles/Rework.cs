using Factory.Domain;
using Factory.Domain.Attempts;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>The change after feedback: read, correct, build, test, submit.</summary>
internal static class Rework
{
    /// <summary>Returns whether an earlier attempt left its product.</summary>
    public static bool HasProduct(IReadOnlyList<string> files, ArchetypeChoice choice) =>
        files.Contains(choice.Variant.Defect.File) && files.Contains(choice.Commands.TestFile);

    /// <summary>Returns the next response.</summary>
    public static ScriptedResponse Next(ScriptContext context, ArchetypeChoice choice)
    {
        var defect = choice.Variant.Defect;
        var logic = defect.File;
        if (!context.HasRead(logic))
        {
            return ScriptedResponse.CallTools(
                $"The change was rejected: {FirstLine(context.Prompt.Feedback[^1])} Reading the logic and its tests.",
                ToolCall.Read(logic),
                ToolCall.Read(choice.Commands.TestFile));
        }

        // The file as it was read, before the edit of this attempt: it also tells the summary below what was corrected.
        var isWrong = context.FileText(logic)?.Contains(defect.Wrong, StringComparison.Ordinal) == true;
        if (isWrong && context.LastCall(ToolNames.EditFile) is null)
        {
            return ScriptedResponse.CallTools("Found the defect. " + defect.Explanation, ToolCall.Edit(logic, defect.Wrong, defect.Right));
        }

        if (context.LastCall(ToolNames.RunCommand) is not { } run)
        {
            return ScriptedResponse.CallTools(
                choice.Variant.IsStatic ? "Running the tests." : "Building and running the tests.",
                ToolCall.Run(choice.Commands.BuildAndTest));
        }

        // With the comma: "10 failed" ends in "0 failed", too.
        var passed = run.Result.Contains(", 0 failed", StringComparison.Ordinal);
        return ScriptedResponse.Submit(passed ? "All tests pass." : "The tests still fail; a script can do no more.", new
        {
            Summary = isWrong
                ? $"Correct {Path.GetFileName(defect.File)}\n\n{defect.Explanation}"
                : "Run the tests again\n\nThe rehearsal model found no defect in the logic.",
            Notes = new[]
            {
                passed
                    ? $"Test result: {run.Result.Split('\n').Last(l => l.Contains(", 0 failed", StringComparison.Ordinal)).Trim()}."
                    : "The tests do not pass: this requires a real model.",
                "Written by the rehearsal model: a script, not a language model.",
            },
        });
    }

    private static string FirstLine(string text)
    {
        var line = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        return VisibleText.Shorten(line, 200);
    }
}
