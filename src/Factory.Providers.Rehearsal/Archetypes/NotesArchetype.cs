namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Notebooks, which are also the fallback for ideas without a keyword, where the operator accepts it.</summary>
internal static class NotesArchetype
{
    private static readonly Defect CaseMatters = new(
        "src/Notes.cs",
        "text.Contains(word, StringComparison.OrdinalIgnoreCase);",
        "text.Contains(word, StringComparison.Ordinal);",
        "The search was case-sensitive; it now ignores case.");

    private static readonly VariantTemplate Template = new()
    {
        Folders = ["notes"],
        Problem = "People keep notes in many places and cannot find them later.",
        Criteria =
        [
            "A note has a title, a text, tags that begin with #, and a date.",
            "A search finds notes that contain all words, ignoring case, with matches in the title first.",
            "The numbers of uses of each tag, of words, and of consecutive days with a note are shown.",
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
            Of(
                "notebook",
                "Notebook",
                "Write it down, tag it, find it again.",
                ["note", "notes", "notebook", "memo*", "notizen"],
                ["What do you want to keep #idea", "What did you find out #idea"]),
            Of(
                "journal",
                "Journal",
                "A few lines a day, and a streak worth keeping.",
                ["journal*", "diary", "gratitude", "mood", "tagebuch", "diario", "дневник", "日记"],
                ["What was good today #gratitude", "What was today like #day"]),
        ],
    };

    private static Variant Of(string name, string title, string tagline, string[] keywords, string[] prompt) =>
        Template.Of(name, title, tagline, keywords, ("prompt", prompt));
}
