namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Lists: tasks, shopping and packing.</summary>
internal static class ListArchetype
{
    private static readonly Defect WholeNumbers = new(
        "src/Items.cs",
        "total == 0 ? 0 : done * 100 / total;",
        "total == 0 ? 0 : done / total * 100;",
        "The share was truncated to an integer before it was converted to a percentage, so progress was 0 until the end; it is now " +
        "multiplied first.");

    private static readonly VariantTemplate Template = new()
    {
        Folders = ["list"],
        Problem = "Things to do or buy are noted in many places, and are forgotten or bought twice.",
        Criteria =
        [
            "A line such as '2 kg apples' is parsed into an amount, a unit and a name; an exclamation mark marks it as urgent.",
            "Two entries with the same name and unit become one with the sum of their amounts.",
            "Open entries are listed before completed ones, urgent ones first, and the completed share is shown in percent.",
        ],
        Defect = WholeNumbers,
    };

    public static Archetype Instance { get; } = new()
    {
        Name = "list",
        Phrase = "a list",
        Keywords =
        [
            "list", "lists", "todo", "shopping", "groceries", "grocery", "checklist*", "tasks", "task", "packing", "chores", "errands",
            "liste", "listen", "einkaufsliste", "einkauf*", "einkaufszettel", "aufgaben*", "lista", "compras", "tareas", "courses", "tâches", "список", "задач*", "清单", "购物", "待办", "リスト", "🛒", "✅", "☑",
        ],
        OutOfScope = ["Sharing a list with others.", "Reminders."],
        Risks = ["The list lives in one browser: clearing its data clears the list.", "Amounts are parsed from free text."],
        Variants =
        [
            Of(
                "to-do",
                "To-do list",
                "Type it, check it off, see your progress.",
                ["todo", "tasks", "task", "chores", "aufgaben*", "tareas", "tâches", "задач*", "待办"],
                ["call the dentist!", "water the plants"],
                ["30 min reading", "2 letters to post"]),
            Of(
                "shopping",
                "Shopping list",
                "What to buy, how much of it, and what is in the basket.",
                ["shopping", "groceries", "grocery", "supermarket", "einkauf*", "einkaufsliste", "compras", "courses", "购物", "🛒"],
                ["2 kg apples", "3 bottles milk"],
                ["6 eggs", "1.5 l water"]),
            Of(
                "packing",
                "Packing list",
                "Everything for the trip, nothing forgotten.",
                ["packing", "travel*", "trip*", "luggage", "holiday*", "camping"],
                ["4 shirts", "2 pairs of shoes"],
                ["passport!", "1 toothbrush"]),
        ],
    };

    private static Variant Of(string name, string title, string tagline, string[] keywords, string[] examples, string[] others) =>
        Template.Of(name, title, tagline, keywords, ("example", examples), ("other", others));
}
