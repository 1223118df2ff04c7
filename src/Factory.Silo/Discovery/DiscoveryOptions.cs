namespace Factory.Silo.Discovery;

/// <summary>How the machine is looked at.</summary>
public sealed class DiscoveryOptions
{
    /// <value>Reads an environment variable. Default: this process's own environment.</value>
    public Func<string, string?> GetEnvironmentVariable { get; init; } = Environment.GetEnvironmentVariable;

    /// <value>How long Ollama may take to answer; default 300 ms. It is on this machine, so it answers at once or not at all.</value>
    public TimeSpan OllamaTimeout { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <value>How long a program may take to say its version; default 3 s. Then it is killed.</value>
    public TimeSpan VersionTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
