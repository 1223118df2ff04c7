using Factory.Domain.Configuration;

namespace Factory.Silo.Configuration;

/// <summary>What came of reading <c>silo-config/</c>: a configuration, or everything that is wrong with it.</summary>
/// <param name="Config">Null when there are problems.</param>
/// <param name="Problems">In the order of files and lines.</param>
public sealed record ConfigResult(FactoryConfig? Config, IReadOnlyList<ConfigProblem> Problems);
