namespace Factory.Providers;

/// <summary>What the models area needs from the outside.</summary>
public sealed class ProvidersOptions
{
    /// <value>Looks an environment variable up; null when it is not set. Default: none is set. The composition root gives the real environment.</value>
    public Func<string, string?> Variable { get; set; } = static _ => null;

    /// <value>How long one try of a call may go without a byte from the provider; default 5 minutes.</value>
    public TimeSpan NetworkTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
