using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>
/// Builds the product. The first change holds a realistic mistake and is handed in untested, as a hasty builder does; sent back, it finds
/// the mistake, corrects it, builds, runs the tests, and hands in what it has seen to work.
/// </summary>
internal static class BuildRole
{
    public static Move Next(ScriptContext conversation)
    {
        if (conversation.Files is not { } files)
        {
            return Move.Call("Looking at what is there.", ToolCall.List());
        }

        var choice = ArchetypeChoice.For(conversation.Brief.Idea);
        var sentBack = conversation.Brief.Feedback.Count > 0;
        return sentBack && Rework.Find(files, choice) is { } place
            ? Rework.Next(conversation, choice, place)
            : FirstBuild.Next(conversation, choice, files, withDefect: !sentBack);
    }
}
