namespace Factory.Agents.Runners;

/// <summary>Reads output that is text for people: each line is a message.</summary>
internal sealed class TextEventReader : IRunnerEventReader
{
    /// <inheritdoc/>
    public IEnumerable<RunnerEvent> Read(string line) => string.IsNullOrWhiteSpace(line) ? [] : [new RunnerEvent.Message(line)];
}
