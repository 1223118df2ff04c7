namespace Factory.Domain.Configuration;

/// <summary>
/// The configuration in force. It can be replaced while the silo runs: ask each time, and keep what you got for as long as one piece of work
/// must see the same thing.
/// </summary>
public interface IConfigSource
{
    /// <summary>The whole configuration; always valid.</summary>
    FactoryConfig Current { get; }
}
