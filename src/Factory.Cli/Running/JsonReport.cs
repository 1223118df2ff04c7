using Factory.Cli.Output;
using Factory.Contracts.Events;
using Factory.Contracts.Runs;

namespace Factory.Cli.Running;

/// <summary>One event a line, as the API sends it.</summary>
internal sealed class JsonReport(IOutput output) : IRunReport
{
    public bool WantsRun => false;

    public void Changed(RunView run, IReadOnlyList<WaitingFor> waits)
    {
    }

    public void Happened(FactoryEvent @event) => output.Record(@event);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
