namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Quizzes: capitals, vocabulary and times tables.</summary>
internal static class QuizArchetype
{
    private static readonly Defect OneBoxBack = new(
        "src/Quiz.cs",
        "Math.Clamp(box + 1, 1, Boxes) : 1;",
        "Math.Clamp(box + 1, 1, Boxes) : Math.Max(1, box - 1);",
        "A wrong answer moved a card back by only one box; it now returns to the first.");

    private static readonly VariantTemplate Template = new()
    {
        Folders = ["quiz"],
        Problem = "Learners repeat what they already know and avoid what they do not, so they never learn the difficult cards.",
        Criteria =
        [
            "Answers are compared without case, surrounding spaces and accents; after a wrong answer, the correct one is shown.",
            "A correct answer moves a card up through five boxes; a wrong answer returns it to the first.",
            "The next card is from the lowest box, and never the same one twice in a row while there are others.",
        ],
        Defect = OneBoxBack,
    };

    public static Archetype Instance { get; } = new()
    {
        Name = "quiz",
        Phrase = "a quiz",
        Keywords =
        [
            "quiz", "quizzes", "flashcard*", "trivia", "vocabulary", "vocab", "exam", "exams", "questions", "capitals", "spelling", "memorize", "memorise", "learn", "learning",
            "karteikarten", "vokabel*", "lernen", "vocabulario", "cuestionario", "aprender", "vocabulaire", "викторина", "测验", "单词", "クイズ", "❓", "🎓", "🧠",
        ],
        OutOfScope = ["Editing the cards in the page.", "Comparing scores with others."],
        Risks = ["Answers can be right in more than one spelling.", "A small deck is learned quickly."],
        Variants =
        [
            Of(
                "capitals",
                "Capitals quiz",
                "Countries and their capitals until they stick.",
                ["capitals", "geography", "countries", "country"],
                []),
            Of(
                "words",
                "Vocabulary trainer",
                "First Spanish words until they stick.",
                ["vocabulary", "vocab", "language*", "words", "spanish", "flashcard*", "vokabel*", "vocabulario", "vocabulaire", "单词"],
                []),
            Of(
                "sums",
                "Times tables quiz",
                "The times tables until they stick.",
                ["times", "tables", "multiplication", "math*", "arithmetic", "kids"],
                new() { ["low"] = ["2", "4", "6"] }),
        ],
    };

    private static Variant Of(string name, string title, string tagline, string[] keywords, Dictionary<string, string[]> presets) =>
        (Template with { Folders = ["quiz", $"quiz.{name}"] }).Of(name, title, tagline, keywords, presets.Select(p => (p.Key, p.Value)));
}
