namespace Factory.Contracts.Api;

/// <summary>
/// Content of the file by which clients find the silo of a data folder. The silo writes it as JSON once it accepts
/// requests. It is valid only while the silo holds <see cref="LockName"/> open without sharing.
/// </summary>
/// <param name="Pid">Process id of the silo.</param>
/// <param name="Url">Base URL of its API, without a trailing slash.</param>
/// <param name="Version">The silo's version.</param>
/// <param name="StartedAt">When it started to accept requests.</param>
public sealed record SiloFile(int Pid, string Url, string Version, DateTimeOffset StartedAt)
{
    /// <value>Name of this file in the data folder.</value>
    public const string Name = "silo.json";

    /// <value>Name of the file that the silo holds open while it owns the folder.</value>
    public const string LockName = "silo.lock";

    /// <value>Name of the file with the access token, mode 0600.</value>
    public const string TokenName = "token";
}
