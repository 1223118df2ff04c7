namespace Factory.Agents.Runners;

/// <summary>
/// Reads the machine-readable output of one CLI. An instance belongs to one process: it remembers what earlier lines
/// said.
/// </summary>
internal interface IRunnerEventReader
{
    /// <summary>Returns what a line reports. Unknown events are skipped, lines that are no events become notices.</summary>
    /// <param name="line">One line, without its end.</param>
    IEnumerable<RunnerEvent> Read(string line);
}
