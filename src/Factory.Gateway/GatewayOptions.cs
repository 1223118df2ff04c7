namespace Factory.Gateway;

/// <summary>The gateway's limits.</summary>
public sealed class GatewayOptions
{
    /// <value>The longest request body, in bytes. Default 32 MiB, 1 KiB to 512 MiB.</value>
    public int MaxRequestBytes { get; set; } = 32 * 1024 * 1024;

    /// <value>The longest answer that does not stream, in bytes. Default 64 MiB, 1 KiB to 512 MiB.</value>
    public int MaxResponseBytes { get; set; } = 64 * 1024 * 1024;

    /// <value>The longest single event of a stream, in bytes. Default 16 MiB, 1 KiB to 512 MiB.</value>
    public int MaxEventBytes { get; set; } = 16 * 1024 * 1024;

    /// <value>Bytes of request bodies that are held at once, over all calls; past it calls are refused with 503. Default 512 MiB, at least <see cref="MaxRequestBytes"/>.</value>
    public long MaxBufferedRequestBytes { get; set; } = 512L * 1024 * 1024;

    /// <value>How long a provider may take to accept a connection. Default 10 s, 1 s to 5 min.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <value>How long a provider may send nothing, before its first byte and between two. Default 10 min, 1 s to 1 h.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <value>How long one call may take from its first byte to its last. Default 1 h, at least <see cref="IdleTimeout"/>.</value>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <value>How long calls under way may go on when the silo is told to stop; then their clients are cut off. Default 5 s, 1 s to 1 min.</value>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
