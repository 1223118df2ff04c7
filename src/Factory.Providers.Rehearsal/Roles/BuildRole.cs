using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>
/// Builds the product. The first change contains a realistic defect and is submitted without running the tests, so that
/// a rehearsal exercises the review's rejection. After feedback, it finds and corrects the defect, builds, runs the
/// tests and submits the result.
/// </summary>
internal static class BuildRole
{
    /// <summary>Returns the next response.</summary>
    public static ScriptedResponse Next(ScriptContext context)
    {
        if (context.ListedFiles is not { } files)
        {
            return ScriptedResponse.CallTools("Listing the existing files.", ToolCall.List());
        }

        var choice = ArchetypeChoice.Choose(context.Prompt.Idea);
        var wasRejected = context.Prompt.Feedback.Count > 0;
        // Feedback without a product: the first attempt ended before it wrote one. The next one writes it without the
        // defect.
        return wasRejected && Rework.HasProduct(files, choice)
            ? Rework.Next(context, choice)
            : FirstBuild.Next(context, choice, files, withDefect: !wasRejected);
    }
}
