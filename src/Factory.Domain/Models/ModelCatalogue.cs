using Factory.Contracts.Models;
using Factory.Domain.Providers;

namespace Factory.Domain.Models;

/// <summary><c>models.json</c>, validated.</summary>
/// <param name="Providers">The providers with their models, in the file's order.</param>
public sealed record ModelCatalogue(IReadOnlyList<ProviderDefinition> Providers)
{
    /// <summary>Finds a model; null when the catalogue does not have it.</summary>
    public ModelDefinition? Find(ModelRef model) =>
        Providers.FirstOrDefault(p => p.Name == model.Provider)?.Models.FirstOrDefault(m => m.Ref == model);

    /// <summary>
    /// True for a rehearsal model. Not by the provider's name: the operator can call it anything.
    /// </summary>
    public bool IsRehearsal(ModelRef model) => Providers.Any(p => p.Name == model.Provider && p.Api == ModelApi.Rehearsal);
}
