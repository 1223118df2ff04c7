using Factory.Cli.Output;
using Factory.Contracts.Events;
using Factory.Contracts.Runs;

namespace Factory.Cli.Runs;

/// <summary>
/// Prints one event per line, as the API sends it, and a line <c>run-waiting</c> for each pending action of the
/// operator.
/// </summary>
internal sealed class JsonReport(ConsoleOutput output) : IRunReport
{
    // The same actions are found again at each event that can change them; a program should see each once.
    private readonly HashSet<PendingAction> _reported = [];

    public bool NeedsRunSnapshots => false;

    public void OnRunChanged(RunView run, IReadOnlyList<PendingAction> waits)
    {
        foreach (var wait in waits.Where(_reported.Add))
        {
            output.WriteJson(new { Type = "run-waiting", Run = run.Id, wait.Stage, wait.Text, wait.Command });
        }
    }

    public void OnPauseChanged(bool paused) => output.WriteJson(new { Type = "pause-changed", Paused = paused });

    public void OnConnectionChanged(bool lost) => output.WriteJson(new { Type = "connection-changed", Lost = lost });

    public void OnEvent(FactoryEvent @event) => output.WriteJson(@event);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
