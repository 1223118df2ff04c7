using System.Reflection;

namespace Factory.Engine.Hosting;

/// <summary>How the embedded engine runs.</summary>
public sealed class EngineOptions
{
    /// <summary>What the silo calls itself.</summary>
    /// <value>Default <c>local</c>.</value>
    public string SiloName { get; set; } = "local";

    /// <summary>Assemblies with grain classes.</summary>
    /// <value>Empty (default) takes every loaded assembly that has a manifest; naming them is faster and does not depend on load order.</value>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>How long a grain may be unused before it is deactivated.</summary>
    /// <value>Default 15 minutes.</value>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often unused grains are looked for; a grain lives up to this much longer than <see cref="CollectionAge"/>.</summary>
    /// <value>Default 1 minute.</value>
    public TimeSpan CollectionInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long stopping waits for grains to finish their calls and to deactivate.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call waits for its answer before it fails with a <see cref="TimeoutException"/>. The grain goes on; its result is dropped.</summary>
    /// <value>
    /// Default 30 seconds, as in Orleans; at least 1 millisecond. Kept to a tenth: a call fails up to that much later. <see cref="Timeout.InfiniteTimeSpan"/>
    /// waits for ever. With a debugger attached it is never less than 30 minutes.
    /// </value>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The shortest period that a reminder may have.</summary>
    /// <value>Default and least 1 minute, as in Orleans.</value>
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Names of the in-memory stream providers; each is also a keyed <see cref="Orleans.Streams.IStreamProvider"/> service.</summary>
    public ISet<string> StreamProviders { get; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>How many events may wait for one subscriber; publishers wait for room, at most a <see cref="ResponseTimeout"/>.</summary>
    /// <value>Default 10,000. At least 1.</value>
    public int StreamQueueLimit { get; set; } = 10_000;

    /// <summary>How many events each stream provider keeps after it published them, so that subscribers can start at an older one.</summary>
    /// <value>Default 4,096 for all streams of a provider together. 0 keeps none: the provider is not rewindable.</value>
    public int StreamRewindLimit { get; set; } = 4096;

    /// <summary>How many events a batch observer gets at once at most.</summary>
    /// <value>Default 100. At least 1.</value>
    public int StreamBatchLimit { get; set; } = 100;

    /// <summary>How often an event is delivered again after its handler threw, before it is given up.</summary>
    /// <value>Default 3.</value>
    public int StreamRedeliveries { get; set; } = 3;

    /// <summary>The wait before the first redelivery; it doubles with each further one.</summary>
    /// <value>Default 1 second.</value>
    public TimeSpan StreamRedeliveryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What the silo says about itself to placement filters.</summary>
    public IDictionary<string, string> SiloMetadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>All rules that the options break; empty when they are fine.</summary>
    internal IEnumerable<string> Problems()
    {
        foreach (var (name, time) in new[]
                 {
                     (nameof(CollectionAge), CollectionAge), (nameof(CollectionInterval), CollectionInterval), (nameof(StopTimeout), StopTimeout),
                 })
        {
            if (time <= TimeSpan.Zero)
            {
                yield return $"{name} is {time}; it must be longer than zero.";
            }
        }

        if (ResponseTimeout != Timeout.InfiniteTimeSpan && ResponseTimeout < TimeSpan.FromMilliseconds(1))
        {
            yield return $"{nameof(ResponseTimeout)} is {ResponseTimeout}; it must be at least 1 millisecond, or infinite.";
        }

        if (MinimumReminderPeriod < TimeSpan.FromMinutes(1))
        {
            yield return $"{nameof(MinimumReminderPeriod)} is {MinimumReminderPeriod}; Orleans allows no less than 1 minute.";
        }

        if (StreamQueueLimit < 1 || StreamBatchLimit < 1 || StreamRedeliveries < 0 || StreamRewindLimit < 0 || StreamRedeliveryDelay < TimeSpan.Zero)
        {
            yield return "Stream limits must be at least 1; redeliveries, their delay and what is kept for rewinding at least 0.";
        }
    }
}
