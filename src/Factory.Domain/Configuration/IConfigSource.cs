namespace Factory.Domain.Configuration;

/// <summary>
/// The configuration in force. A reload replaces it while the silo runs: read <see cref="Current"/> at the start of
/// each operation and use that object throughout, so that one operation does not see two configurations.
/// </summary>
public interface IConfigSource
{
    /// <summary>The configuration; always valid.</summary>
    FactoryConfig Current { get; }
}
