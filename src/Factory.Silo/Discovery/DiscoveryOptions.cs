namespace Factory.Silo.Discovery;

/// <summary>How <see cref="MachineDiscovery"/> examines the machine.</summary>
public sealed class DiscoveryOptions
{
    /// <summary>Reads an environment variable; returns null when it is not set.</summary>
    /// <value>Default: the environment of this process.</value>
    public Func<string, string?> GetEnvironmentVariable { get; set; } = Environment.GetEnvironmentVariable;

    /// <summary>
    /// The longest wait for an answer of Ollama, which runs on this machine and answers at once or not at all.
    /// </summary>
    /// <value>Default 300 ms; more than 0, at most 1 minute.</value>
    public TimeSpan OllamaTimeout { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The longest wait for a program to print its version; then it is killed.</summary>
    /// <value>Default 3 s; more than 0, at most 1 minute.</value>
    public TimeSpan VersionTimeout { get; set; } = TimeSpan.FromSeconds(3);
}
