namespace Factory.Providers;

/// <summary>How model providers are called.</summary>
public sealed class ProvidersOptions
{
    /// <summary>
    /// Reads an environment variable, which holds a provider's key or address; returns null when it is not set.
    /// </summary>
    /// <value>
    /// Default: no variable is set. The composition root passes the process's environment, so that tests never reach a
    /// provider by accident.
    /// </value>
    public Func<string, string?> Variable { get; set; } = static _ => null;

    /// <summary>The longest time that one try of a call may go without a byte from the provider.</summary>
    /// <value>Default 5 minutes; 1 second to 1 hour.</value>
    public TimeSpan NetworkTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
