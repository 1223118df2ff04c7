namespace Factory.Gateway;

/// <summary>The gateway's limits.</summary>
public sealed class GatewayOptions
{
    /// <value>The longest request body, in bytes. Default 32 MiB, 1 KiB to 512 MiB.</value>
    public int MaxRequestBytes { get; set; } = 32 * 1024 * 1024;

    /// <value>The longest response that is not streamed, in bytes. Default 64 MiB, 1 KiB to 512 MiB.</value>
    public int MaxResponseBytes { get; set; } = 64 * 1024 * 1024;

    /// <value>The longest single event of a stream, in bytes. Default 16 MiB, 1 KiB to 512 MiB.</value>
    public int MaxEventBytes { get; set; } = 16 * 1024 * 1024;

    /// <value>
    /// The most bytes of request bodies in memory at once, of all calls together; beyond it calls are rejected with
    /// 503. Default 512 MiB, at least <see cref="MaxRequestBytes"/>.
    /// </value>
    public long MaxBufferedRequestBytes { get; set; } = 512L * 1024 * 1024;

    /// <value>How long a provider may take to accept a connection. Default 10 s, 1 s to 5 min.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <value>
    /// How long a provider may send nothing, before its first byte and between two reads. Default 10 min, 1 s to 1 h.
    /// </value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <value>How long one call may take as a whole. Default 1 h, <see cref="IdleTimeout"/> to 1 day.</value>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <value>
    /// How long running calls may continue when the silo stops, before their clients are disconnected. Default 5 s, 1 s
    /// to 1 min.
    /// </value>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
