namespace Factory.Providers.Rehearsal.Archetypes;

internal static class PollArchetype
{
    private static readonly Defect FirstVoteStays = new(
        "src/Poll.cs",
        "_votes[name] = chosen;",
        "_votes.TryAdd(name, chosen);",
        "Who voted again kept the first vote; the latest vote counts now.");

    private static readonly VariantTemplate Template = new()
    {
        Folders = ["poll"],
        Problem = "Groups talk about a choice in long threads, count hands wrongly, and nobody knows what was decided.",
        Criteria =
        [
            "Each name has one vote; voting again changes it and never adds one.",
            "Votes, percentages and who leads are shown to everyone, and a tie is called a tie.",
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
        Risks = ["Names are taken on trust.", "Votes are in memory only."],
        Variants =
        [
            Of("decision", "Group poll", "One question, one vote each, and a clear answer.", [], ["What shall we do on Friday"], "Cinema", "Picnic", "Board games"),
            Of("food", "Lunch poll", "Where to eat, decided before everyone is hungry.", ["lunch", "dinner", "food", "eat", "restaurant*", "pizza"], ["Where do we eat today", "What is for lunch"], "Pizza", "Sushi", "Soup"),
            Of("date", "Date poll", "Find the day that suits most.", ["date", "dates", "day", "meeting*", "when"], ["Which day suits you"], "Monday", "Wednesday", "Friday"),
        ],
    };

    private static Variant Of(string name, string title, string tagline, string[] keywords, string[] question, string one, string two, string three) =>
        Template.Of(name, title, tagline, keywords, ("question", question), ("one", [one]), ("two", [two]), ("three", [three]));
}
