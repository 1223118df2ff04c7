namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Polls: decisions, meals and dates.</summary>
internal static class PollArchetype
{
    private static readonly Defect FirstVoteStays = new(
        "src/Poll.cs",
        "_votes[name] = chosen;",
        "_votes.TryAdd(name, chosen);",
        "A second vote of the same person was ignored; the latest vote now counts.");

    private static readonly VariantTemplate Template = new()
    {
        Folders = ["poll"],
        Problem = "Groups discuss a choice in long threads, miscount the votes, and are unsure what was decided.",
        Criteria =
        [
            "Each name has one vote; voting again replaces it.",
            "Votes, percentages and the leading option are shown to everyone, and a tie is reported as a tie.",
            "A new question with 2 to 12 different options replaces the old one and its votes.",
        ],
        Defect = FirstVoteStays,
    };

    public static Archetype Instance { get; } = new()
    {
        Name = "poll",
        Phrase = "a poll",
        Keywords =
        [
            "poll", "polls", "vote", "votes", "voting", "survey", "surveys", "ballot", "election", "elections", "decide",
            "umfrage*", "abstimmung*", "abstimmen", "encuesta*", "votación", "sondage*", "vote", "опрос*", "голосование", "投票", "🗳",
        ],
        OutOfScope = ["Secret ballots and proof of identity.", "Keeping votes when the server restarts."],
        Risks = ["Names are not verified.", "Votes are kept in memory only."],
        Variants =
        [
            Of(
                "decision",
                "Group poll",
                "One question, one vote each, and a clear answer.",
                [],
                ["What shall we do on Friday"],
                "Cinema",
                "Picnic",
                "Board games"),
            Of(
                "food",
                "Lunch poll",
                "Where to eat, decided before everyone is hungry.",
                ["lunch", "dinner", "food", "eat", "restaurant*", "pizza"],
                ["Where do we eat today", "What is for lunch"],
                "Pizza",
                "Sushi",
                "Soup"),
            Of(
                "date",
                "Date poll",
                "Find the day that suits most.",
                ["date", "dates", "day", "meeting*", "when"],
                ["Which day suits you"],
                "Monday",
                "Wednesday",
                "Friday"),
        ],
    };

    private static Variant Of(
        string name,
        string title,
        string tagline,
        string[] keywords,
        string[] question,
        string one,
        string two,
        string three) =>
        Template.Of(name, title, tagline, keywords, ("question", question), ("one", [one]), ("two", [two]), ("three", [three]));
}
