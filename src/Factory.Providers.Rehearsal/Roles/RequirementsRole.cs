using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Roles;

/// <summary>Writes the requirements of the selected archetype.</summary>
internal static class RequirementsRole
{
    /// <summary>Returns the next response.</summary>
    public static ScriptedResponse Next(ScriptContext context)
    {
        var choice = ArchetypeChoice.Choose(context.Prompt.Idea);
        return ScriptedResponse.Submit(
            $"Requirements for '{choice.Title}', from the rehearsal model's archetype '{choice.Archetype.Name}'.",
            new
            {
                ProductName = choice.Title,
                choice.Variant.Problem,
                Criteria = choice.Variant.Criteria.Concat(ArchetypeCatalogue.CommonCriteria)
                    .Select((text, i) => new { Number = i + 1, Text = text })
                    .ToList(),
                choice.Archetype.OutOfScope,
            });
    }
}
