using Factory.Contracts.Tasks;
using Factory.Providers.Rehearsal.Roles;

namespace Factory.Providers.Rehearsal;

/// <summary>Which role answers. To play another kind of task: a class in <c>Roles</c> and a line here.</summary>
internal static class Script
{
    public static Move Next(ScriptContext conversation) => conversation.Brief.Kind switch
    {
        TaskKinds.Research => ResearchRole.Next(conversation),
        TaskKinds.Requirements => RequirementsRole.Next(conversation),
        TaskKinds.Build => BuildRole.Next(conversation),
        TaskKinds.Review => ReviewRole.Next(conversation),
        TaskKinds.Deploy => DeployRole.Next(conversation),
        var kind => Move.Say($"I am {conversation.Model}, the factory's rehearsal model: a script that knows research, requirements, build, review and deploy. A task of the kind '{kind}' needs a real model."),
    };
}
