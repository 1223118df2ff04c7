namespace Orleans;

/// <summary>The grains, as seen by code that is not a grain.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The services of the host that runs the grains.</summary>
    IServiceProvider ServiceProvider { get; }
}
