using Factory.Contracts.Tasks;
using Factory.Providers.Rehearsal.Roles;

namespace Factory.Providers.Rehearsal;

/// <summary>
/// Selects the role for a kind of task. To support another kind, add a class to <c>Roles</c> and a line here.
/// </summary>
internal static class RehearsalScript
{
    /// <summary>The roles by the kind of task that they play.</summary>
    public static IReadOnlyDictionary<string, Func<ScriptContext, ScriptedResponse>> Roles { get; } =
        new Dictionary<string, Func<ScriptContext, ScriptedResponse>>(StringComparer.Ordinal)
        {
            [TaskKinds.Research] = ResearchRole.Next,
            [TaskKinds.Requirements] = RequirementsRole.Next,
            [TaskKinds.Build] = BuildRole.Next,
            [TaskKinds.Review] = ReviewRole.Next,
            [TaskKinds.Deploy] = DeployRole.Next,
        };

    /// <summary>Returns the next response.</summary>
    public static ScriptedResponse Next(ScriptContext context) => Roles.TryGetValue(context.Prompt.Kind, out var role)
        ? role(context)
        // The factory refuses such a task before it is created; this is for tasks that were there before, when a real
        // model was.
        : ScriptedResponse.TextOnly(
            $"I am {context.Model}, the factory's rehearsal model: a script that supports {string.Join(", ", Roles.Keys)}. "
            + $"A task of the kind '{context.Prompt.Kind}' requires a real model.");
}
