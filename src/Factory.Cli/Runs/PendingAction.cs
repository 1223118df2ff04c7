using Factory.Client;
using Factory.Contracts.Runs;

namespace Factory.Cli.Runs;

/// <summary>A decision or answer that only the operator can give, and the command for it.</summary>
/// <param name="Stage">The waiting stage.</param>
/// <param name="Text">The question or action; untrusted text.</param>
/// <param name="Command">What to type, without <c>--data</c>.</param>
internal sealed record PendingAction(string Stage, string Text, string Command)
{
    /// <summary>The pending actions of a run.</summary>
    public static async Task<IReadOnlyList<PendingAction>> FindAsync(RunView run, FactoryClient client, CancellationToken cancellationToken)
    {
        var waits = new List<PendingAction>();

        // Only waiting stages: each costs one or two requests, and this runs after nearly every event.
        foreach (var stage in run.Stages.Where(s => s is { Status: StageStatus.WaitingForOperator, Task: not null }))
        {
            var task = await client.GetTaskAsync(stage.Task!.Value, cancellationToken);
            if (task.Approval is { } approval)
            {
                var asked = await client.GetApprovalAsync(approval, cancellationToken);
                waits.Add(new PendingAction(stage.Name, asked.Request.Summary, $"factory approve {approval}"));
            }

            if (task.Question is { } question)
            {
                waits.Add(new PendingAction(stage.Name, question.Text, $"factory answer {task.Id} \"…\""));
            }
        }

        return waits;
    }
}
