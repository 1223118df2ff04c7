using Factory.Contracts.Models;
using Factory.Domain.Providers;

namespace Factory.Domain.Models;

/// <summary><c>models.json</c>, checked.</summary>
public sealed record ModelCatalogue(IReadOnlyList<ProviderDefinition> Providers)
{
    /// <summary>A model; null when the catalogue has none of this name.</summary>
    public ModelDefinition? Find(ModelRef model) =>
        Providers.FirstOrDefault(p => p.Name == model.Provider)?.Models.FirstOrDefault(m => m.Ref == model);
}
