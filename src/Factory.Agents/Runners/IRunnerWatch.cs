using Factory.Domain.Runners;

namespace Factory.Agents.Runners;

/// <summary>Receives what a coding CLI reports.</summary>
internal interface IRunnerWatch
{
    /// <summary>How the CLI's output is read.</summary>
    RunnerOutput Output { get; }

    /// <summary>Called for each event, in order.</summary>
    void Record(RunnerEvent found);

    /// <summary>Called when everything up to a position of the output has been passed to <see cref="Record"/>.</summary>
    /// <param name="position">In bytes.</param>
    void Reach(long position);
}
