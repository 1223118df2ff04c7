namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Also what ideas become that no keyword catches.</summary>
internal static class NotesArchetype
{
    private static readonly Defect CaseMatters = new(
        "src/Notes.cs",
        "text.Contains(word, StringComparison.OrdinalIgnoreCase);",
        "text.Contains(word, StringComparison.Ordinal);",
        "The search told capital letters from small ones; it does not any more.");

    private static readonly VariantTemplate Template = new()
    {
        Folders = ["notes"],
        Problem = "What people write down ends up in many places, and what they look for later is in none of them.",
        Criteria =
        [
            "A note has a title, a text and tags that begin with #, and is kept with its day.",
            "A search finds notes that hold every word, in any case, with hits in the title first.",
            "Tags are counted, and so are words and the days in a row with a note.",
        ],
        Defect = CaseMatters,
    };

    public static Archetype Instance { get; } = new()
    {
        Name = "notes",
        Phrase = "a notebook",
        Keywords =
        [
            "note", "notes", "notebook", "journal", "journals", "diary", "log", "logbook", "memo", "memos",
            "tagebuch", "notizen", "notizbuch", "diario", "notas", "carnet", "заметки", "дневник", "笔记", "日记", "メモ", "📓", "✍", "📔",
        ],
        OutOfScope = ["Sharing notes.", "Pictures and files."],
        Risks = ["Notes live in one browser: clearing its data clears them.", "Search is by words, not by meaning."],
        Variants =
        [
            Of("notebook", "Notebook", "Write it down, tag it, find it again.", ["note", "notes", "notebook", "memo*", "notizen"], ["What do you want to keep #idea", "What did you find out #idea"]),
            Of("journal", "Journal", "A few lines a day, and a streak worth keeping.", ["journal*", "diary", "gratitude", "mood", "tagebuch", "diario", "дневник", "日记"], ["What was good today #gratitude", "What was today like #day"]),
        ],
    };

    private static Variant Of(string name, string title, string tagline, string[] keywords, string[] prompt) =>
        Template.Of(name, title, tagline, keywords, ("prompt", prompt));
}
