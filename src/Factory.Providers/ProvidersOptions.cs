namespace Factory.Providers;

/// <summary>Options of the model providers.</summary>
public sealed class ProvidersOptions
{
    /// <value>Looks an environment variable up; null when it is not set. Default: none is set; the host passes the real environment.</value>
    public Func<string, string?> Variable { get; set; } = static _ => null;

    /// <value>How long a call waits for the next byte from the provider. Default 5 minutes.</value>
    public TimeSpan NetworkTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
