using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>Reports which archetype was selected and why. It has no knowledge of markets and claims none.</summary>
internal static class ResearchRole
{
    /// <summary>Returns the next response.</summary>
    public static ScriptedResponse Next(ScriptContext context)
    {
        var choice = ArchetypeChoice.Choose(context.Prompt.Idea);
        var (archetype, variant) = (choice.Archetype, choice.Variant);
        return ScriptedResponse.Submit(
            $"The idea matches {archetype.Phrase} ({variant.Name}).",
            new
            {
                Summary = $"Rehearsal: {context.Model} is a script, not a language model, and did no research. "
                    + (choice.IsFallback
                        ? $"It recognises no word of the idea, so it builds its fallback, {archetype.Phrase}."
                        : $"According to its words, the idea is {archetype.Phrase} of the variant '{variant.Name}'.")
                    + $" It can build, test and serve '{choice.Title}'.",
                Findings = new object[]
                {
                    new
                    {
                        Title = $"Archetype: {archetype.Name} ({variant.Name})",
                        Detail = $"Selected from {ArchetypeCatalogue.All.Count}: {string.Join(", ", ArchetypeCatalogue.All.Select(a => a.Name))}.",
                    },
                    new { Title = "Problem", Detail = variant.Problem },
                    new { Title = "Design", Detail = "A page with a small JSON API solves this without accounts, packages or a database." },
                },
                archetype.Risks,
                Recommendation = $"Build '{choice.Title}': {variant.Tagline} Put the logic into pure functions with tests, and keep the page thin.",
            });
    }
}
