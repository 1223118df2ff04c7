using Factory.Cli.Output;
using Factory.Contracts.Events;
using Factory.Contracts.Runs;

namespace Factory.Cli.Runs;

/// <summary>One event a line, as the API sends it; a line <c>run-waiting</c> for each thing that only the operator can give.</summary>
internal sealed class JsonReport(ConsoleOutput output) : IRunReport
{
    private readonly HashSet<PendingAction> _reported = [];

    public bool NeedsRunSnapshots => false;

    public void OnRunChanged(RunView run, IReadOnlyList<PendingAction> waits)
    {
        foreach (var wait in waits.Where(_reported.Add))
        {
            output.WriteJson(new { Type = "run-waiting", Run = run.Id, wait.Stage, wait.Text, wait.Command });
        }
    }

    public void OnEvent(FactoryEvent @event) => output.WriteJson(@event);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
