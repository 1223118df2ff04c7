using Factory.Contracts.Artifacts;

namespace Factory.Agents.Runners;

/// <summary>
/// What is known of an attempt's CLI, so that another silo process can go on with it: one file beside its home, where the
/// CLI cannot write. Written before each start, and whenever something of it has changed.
/// </summary>
/// <param name="Runner">The name of its definition.</param>
/// <param name="Key">The attempt's key, which the CLI has.</param>
/// <param name="Port">The port at which it reaches the factory.</param>
internal sealed record RunnerState(string Runner, string Key, int Port)
{
    /// <value>The number of the latest start, from 1; 0 before the first.</value>
    public int Start { get; init; }

    /// <value>The text by which the processes of the latest start are found.</value>
    public string Tag { get; init; } = "";

    /// <value>Up to where the output of the latest start has been recorded, in bytes.</value>
    public long Position { get; init; }

    /// <value>The CLI's session; null while it has reported none.</value>
    public string? Session { get; init; }

    /// <value>The accepted result; null while there is none.</value>
    public Artifact? Accepted { get; init; }

    /// <value>How often another process has gone on with it.</value>
    public int Continuations { get; init; }
}
