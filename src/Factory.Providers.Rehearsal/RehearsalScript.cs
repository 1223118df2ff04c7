using Factory.Contracts.Tasks;
using Factory.Providers.Rehearsal.Roles;

namespace Factory.Providers.Rehearsal;

/// <summary>
/// Selects the role for a kind of task. To support another kind, add a class to <c>Roles</c> and a line here.
/// </summary>
internal static class RehearsalScript
{
    /// <summary>Returns the next response.</summary>
    public static ScriptedResponse Next(ScriptContext context) => context.Prompt.Kind switch
    {
        TaskKinds.Research => ResearchRole.Next(context),
        TaskKinds.Requirements => RequirementsRole.Next(context),
        TaskKinds.Build => BuildRole.Next(context),
        TaskKinds.Review => ReviewRole.Next(context),
        TaskKinds.Deploy => DeployRole.Next(context),
        var kind => ScriptedResponse.TextOnly(
            $"I am {context.Model}, the factory's rehearsal model: a script that supports research, requirements, build, review and " +
            "deploy. "
            + $"A task of the kind '{kind}' requires a real model."),
    };
}
