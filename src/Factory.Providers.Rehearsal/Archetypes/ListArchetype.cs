namespace Factory.Providers.Rehearsal.Archetypes;

internal static class ListArchetype
{
    private static readonly Defect WholeNumbers = new(
        "src/Items.cs",
        "total == 0 ? 0 : done * 100 / total;",
        "total == 0 ? 0 : done / total * 100;",
        "The share was cut to a whole number before it became a percentage, so progress stood at 0 until the end; it is multiplied first now.");

    private static readonly VariantTemplate Template = new()
    {
        Folders = ["list"],
        Problem = "What has to be done or bought is scattered over heads and paper, gets forgotten or comes home twice.",
        Criteria =
        [
            "A line such as '2 kg apples' is read as an amount, a unit and a name; an exclamation mark makes it urgent.",
            "The same thing in the same unit becomes one entry with both amounts.",
            "Open things stand before done ones, urgent ones first, and the share that is done is shown in percent.",
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
        Risks = ["The list lives in one browser: clearing its data clears the list.", "Amounts are read from free text."],
        Variants =
        [
            Of("to-do", "To-do list", "Type it, tick it off, see how far you are.", ["todo", "tasks", "task", "chores", "aufgaben*", "tareas", "tâches", "задач*", "待办"], ["call the dentist!", "water the plants"], ["30 min reading", "2 letters to post"]),
            Of("shopping", "Shopping list", "What to buy, how much of it, and what is in the basket.", ["shopping", "groceries", "grocery", "supermarket", "einkauf*", "einkaufsliste", "compras", "courses", "购物", "🛒"], ["2 kg apples", "3 bottles milk"], ["6 eggs", "1.5 l water"]),
            Of("packing", "Packing list", "Everything for the trip, nothing forgotten.", ["packing", "travel*", "trip*", "luggage", "holiday*", "camping"], ["4 shirts", "2 pairs of shoes"], ["passport!", "1 toothbrush"]),
        ],
    };

    private static Variant Of(string name, string title, string tagline, string[] keywords, string[] examples, string[] others) =>
        Template.Of(name, title, tagline, keywords, ("example", examples), ("other", others));
}
