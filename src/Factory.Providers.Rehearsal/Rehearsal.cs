using Factory.Domain.Providers;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal;

/// <inheritdoc/>
internal sealed class Rehearsal : IRehearsal
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Products { get; } =
        [.. ArchetypeCatalogue.All.SelectMany(a => a.Variants).Select(v => v.Title)];

    /// <inheritdoc/>
    public string Fallback => ArchetypeCatalogue.Fallback.Variants[0].Title;

    /// <inheritdoc/>
    public string? Match(string idea) => ArchetypeChoice.Choose(idea) is { IsFallback: false } choice ? choice.Title : null;

    /// <inheritdoc/>
    public bool Supports(string kind) => RehearsalScript.Roles.ContainsKey(kind);
}
