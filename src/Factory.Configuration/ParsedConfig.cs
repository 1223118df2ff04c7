using Factory.Configuration.Agents;
using Factory.Configuration.Models;
using Factory.Configuration.Pipelines;
using Factory.Domain.Configuration;

namespace Factory.Configuration;

/// <summary>What could be read of all files, to check the rules between them.</summary>
/// <param name="Agents">The agents whose files could be parsed.</param>
/// <param name="AreAllAgentsRead">False when the file of an agent could not be parsed: it may take any kind.</param>
/// <param name="Pipelines">The pipelines whose files could be parsed.</param>
/// <param name="Policy">Null when the file could not be parsed.</param>
/// <param name="Catalogue">Null when the file is not valid.</param>
/// <param name="Runners">Names of the runners that have a file, also of those whose file is not valid.</param>
internal sealed record ParsedConfig(
    IReadOnlyList<ParsedAgent> Agents,
    bool AreAllAgentsRead,
    IReadOnlyList<ParsedPipeline> Pipelines,
    FactoryPolicy? Policy,
    ParsedCatalogue? Catalogue,
    IReadOnlyList<string> Runners);
