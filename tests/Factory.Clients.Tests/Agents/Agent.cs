namespace Factory.Clients.Tests.Agents;

/// <summary>
/// How one real agent is told to do one thing and end. What it needs to reach the gateway is a base URL and a key, as
/// its vendor's users give them.
/// </summary>
internal abstract class Agent
{
    /// <value>What each agent is asked.</value>
    protected const string Prompt = "Write the word built into the file out.txt, then stop.";

    /// <summary>The program's name in npm.</summary>
    public abstract string Program { get; }

    /// <summary>The command line.</summary>
    public abstract IReadOnlyList<string> Arguments(AgentOrder order);

    /// <summary>What it reads from its environment, beside HOME and PATH.</summary>
    public abstract IReadOnlyDictionary<string, string> Environment(AgentOrder order);

    /// <summary>Writes the files that it reads at its start, where it cannot do without.</summary>
    public virtual void Prepare(AgentOrder order)
    {
    }

    /// <summary>
    /// Whether its own last word is that the work is done. Exit codes lie: agents end with 0 after refusals.
    /// </summary>
    public abstract bool SaysDone(AgentEnd end);

    /// <inheritdoc/>
    public sealed override string ToString() => Program;
}

/// <summary>What an agent is given.</summary>
/// <param name="Home">Its home: empty, its own.</param>
/// <param name="Gateway">The gateway's base URL, without a version.</param>
/// <param name="Key">A virtual key.</param>
/// <param name="Model">As the gateway knows it.</param>
internal sealed record AgentOrder(string Home, string Gateway, string Key, string Model);

/// <summary>How an agent ended.</summary>
internal sealed record AgentEnd(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}\n{Tail(Output)}\n{Tail(Error)}";

    private static string Tail(string text) => text.Length <= 3000 ? text : text[^3000..];
}
