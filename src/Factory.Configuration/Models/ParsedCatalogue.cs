using Factory.Domain.Models;

namespace Factory.Configuration.Models;

/// <summary>A catalogue that was read.</summary>
/// <param name="Listed">All models of the file.</param>
/// <param name="Usable">Those that this machine can use.</param>
internal sealed record ParsedCatalogue(ModelCatalogue Listed, ModelCatalogue Usable);
