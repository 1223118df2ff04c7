namespace Factory.Providers.Telemetry;

/// <summary>Where the built-in loop's model calls and the providers' gates are seen.</summary>
public static class ModelsTelemetry
{
    /// <value>The name of their <see cref="System.Diagnostics.ActivitySource"/> and <see cref="System.Diagnostics.Metrics.Meter"/>.</value>
    public const string SourceName = "Factory.Providers";
}
