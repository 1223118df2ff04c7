namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Everything the rehearsal model can build. The order breaks ties.</summary>
internal static class ArchetypeCatalogue
{
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

    /// <summary>For ideas that no keyword catches.</summary>
    public static Archetype Fallback => All[^1];

    /// <summary>What must hold for every product.</summary>
    public static IReadOnlyList<string> CommonCriteria { get; } =
    [
        "The page at / answers 200 and can be used with a keyboard and on a phone.",
        "What a user gets wrong is answered with a message that says what would be right, not with a crash.",
        "The product builds without warnings that stop it, and its own tests run with 0 failed.",
    ];
}
