namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>The archetypes that the rehearsal model can build.</summary>
internal static class ArchetypeCatalogue
{
    /// <summary>All archetypes. Of several with the same score, the first is selected.</summary>
    public static IReadOnlyList<Archetype> All { get; } =
    [
        CalculatorArchetype.Instance,
        ConverterArchetype.Instance,
        TimerArchetype.Instance,
        ListArchetype.Instance,
        QuizArchetype.Instance,
        PlannerArchetype.Instance,
        PollArchetype.Instance,
        SiteArchetype.Instance,
        NotesArchetype.Instance,
    ];

    /// <summary>The archetype of ideas without a keyword.</summary>
    public static Archetype Fallback => All[^1];

    /// <summary>The acceptance criteria of every product.</summary>
    public static IReadOnlyList<string> CommonCriteria { get; } =
    [
        "The page at / returns status 200 and can be used with a keyboard and on a phone.",
        "Invalid input is answered with a message that states what is valid, and never with a crash.",
        "The product builds, and its own tests run with 0 failures.",
    ];
}
