using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>
/// Builds the product. The first change holds a realistic mistake and is submitted untested, as a hasty builder does; sent back, it finds
/// the mistake, corrects it, builds, runs the tests, and hands in what it has seen to work.
/// </summary>
internal static class BuildRole
{
    public static ScriptedResponse Next(ScriptContext context)
    {
        if (context.ListedFiles is not { } files)
        {
            return ScriptedResponse.CallTools("Looking at what is there.", ToolCall.List());
        }

        var choice = ArchetypeChoice.Choose(context.Prompt.Idea);
        var sentBack = context.Prompt.Feedback.Count > 0;
        return sentBack && Rework.FindProduct(files, choice) is { } location
            ? Rework.Next(context, choice, location)
            : FirstBuild.Next(context, choice, files, withDefect: !sentBack);
    }
}
