using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>Says which archetype the idea was taken for, and why; it has no knowledge of markets and does not pretend to.</summary>
internal static class ResearchRole
{
    public static ScriptedResponse Next(ScriptContext context)
    {
        var choice = ArchetypeChoice.Choose(context.Prompt.Idea);
        var (archetype, variant) = (choice.Archetype, choice.Variant);
        return ScriptedResponse.Submit(
            $"The idea reads like {archetype.Phrase} ({variant.Name}).",
            new
            {
                Summary = $"Rehearsal: {context.Model} is a script, not a language model, and has looked nothing up. "
                    + (choice.IsGuess
                        ? $"No word of the idea is known to it, so it falls back to {archetype.Phrase}."
                        : $"By its words the idea is {archetype.Phrase} of the flavour '{variant.Name}'.")
                    + $" It can really build, test and serve that as '{choice.Title}'.",
                Findings = new object[]
                {
                    new { Title = $"Archetype: {archetype.Name} ({variant.Name})", Detail = $"Picked from {ArchetypeCatalogue.All.Count} that the rehearsal model knows: {string.Join(", ", ArchetypeCatalogue.All.Select(a => a.Name))}." },
                    new { Title = "The need", Detail = variant.Problem },
                    new { Title = "The shape", Detail = "One page with a small JSON API behind it answers this need without accounts, packages or a database." },
                },
                archetype.Risks,
                Recommendation = $"Build '{choice.Title}': {variant.Tagline} Keep the logic in pure functions with tests, and the page a thin layer above.",
            });
    }
}
