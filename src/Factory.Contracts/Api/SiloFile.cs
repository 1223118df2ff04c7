namespace Factory.Contracts.Api;

/// <summary>
/// Says who holds a data folder and where it answers. The silo writes it as JSON once it answers; it counts only while the silo holds
/// <see cref="LockName"/> open without sharing.
/// </summary>
/// <param name="Pid">Process id of the silo.</param>
/// <param name="Url">Where its API answers, without a slash at the end.</param>
/// <param name="Version">The silo's version.</param>
/// <param name="StartedAt">When it began to answer.</param>
public sealed record SiloFile(int Pid, string Url, string Version, DateTimeOffset StartedAt)
{
    /// <value>Name of this file in the data folder.</value>
    public const string Name = "silo.json";

    /// <value>Name of the file that the silo holds open for as long as it owns the folder.</value>
    public const string LockName = "silo.lock";

    /// <value>Name of the file with the access token, mode 0600.</value>
    public const string TokenName = "token";
}
