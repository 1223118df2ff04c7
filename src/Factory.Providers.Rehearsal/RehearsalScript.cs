using Factory.Contracts.Tasks;
using Factory.Providers.Rehearsal.Roles;

namespace Factory.Providers.Rehearsal;

/// <summary>Which role answers. To play another kind of task: a class in <c>Roles</c> and a line here.</summary>
internal static class RehearsalScript
{
    public static ScriptedResponse Next(ScriptContext context) => context.Prompt.Kind switch
    {
        TaskKinds.Research => ResearchRole.Next(context),
        TaskKinds.Requirements => RequirementsRole.Next(context),
        TaskKinds.Build => BuildRole.Next(context),
        TaskKinds.Review => ReviewRole.Next(context),
        TaskKinds.Deploy => DeployRole.Next(context),
        var kind => ScriptedResponse.TextOnly($"I am {context.Model}, the factory's rehearsal model: a script that knows research, requirements, build, review and deploy. A task of the kind '{kind}' needs a real model."),
    };
}
