using Factory.Contracts.Errors;
using Factory.Domain.Models;

namespace Factory.Models.Catalogue;

/// <summary>What came of reading <c>models.json</c>.</summary>
/// <param name="Catalogue">The catalogue; null when there are problems.</param>
/// <param name="Problems">All of them, in the file's order; empty when there are none.</param>
public sealed record CatalogueReading(ModelCatalogue? Catalogue, IReadOnlyList<CatalogueProblem> Problems)
{
    /// <summary>The catalogue, or all problems at once: one a line, without the file's name, which whoever reads the folder puts before each.</summary>
    /// <exception cref="FactoryException"><c>config.invalid</c>.</exception>
    public ModelCatalogue OrThrow() =>
        Catalogue ?? throw new FactoryException(
            ErrorCodes.ConfigInvalid,
            string.Join('\n', Problems.Select(p => p.File == ModelCatalogueFile.FileName ? p.WithoutFile() : p.ToString())),
            $"Correct silo-config/{ModelCatalogueFile.FileName}; 'factory config check' lists what is left.");
}
