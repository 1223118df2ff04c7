namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Planners: days, studies, workouts, events and meals.</summary>
internal static class PlannerArchetype
{
    private static readonly Defect ExactFit = new(
        "src/Planner.cs",
        "if (from + wish.Minutes <= end)",
        "if (from + wish.Minutes < end)",
        "An activity that ends exactly at the end of the day was omitted; it is now included.");

    private static readonly VariantTemplate Template = new()
    {
        Folders = ["planner"],
        Problem = "Days are filled with the latest requests instead of the important ones, without breaks, and with more than fits.",
        Criteria =
        [
            "Activities are scheduled by priority between start and end, with the chosen break between them and none before the first.",
            "An activity that ends exactly at the end of the day is included; activities that do not fit are listed separately.",
            "Times, titles and the remaining minutes are updated as soon as anything changes.",
        ],
        Defect = ExactFit,
    };

    public static Archetype Instance { get; } = new()
    {
        Name = "planner",
        Phrase = "a planner",
        Keywords =
        [
            "schedule", "schedules", "scheduler", "planner", "plan", "planning", "calendar", "agenda", "timetable", "itinerary", "routine", "rota", "shifts",
            "stundenplan", "zeitplan", "planer", "tagesplan", "horario", "planificador", "calendario", "emploi", "planning", "расписание", "планировщик", "日程", "计划", "スケジュール", "📅", "🗓",
        ],
        OutOfScope = ["Several days at once.", "Calendars of other services."],
        Risks = ["A plan without spare time fails at the first delay.", "Times past midnight."],
        Variants =
        [
            Of(
                "day",
                "Day planner",
                "What matters first, breaks between, and an end to the day.",
                ["day", "daily", "work", "tasks"],
                ["08:30", "09:00"],
                ["17:00", "17:30"],
                ["10", "15"],
                "Deep work",
                "Answer mail",
                "Walk"),
            Of(
                "study",
                "Study planner",
                "Subjects by priority, with breaks that count.",
                ["study", "exam*", "school", "homework", "university", "stundenplan"],
                ["14:00", "15:00"],
                ["19:00", "20:00"],
                ["10"],
                "Mathematics",
                "History",
                "Vocabulary"),
            Of(
                "workout",
                "Workout planner",
                "A training that fits the time you have.",
                ["workout*", "training", "gym", "fitness"],
                ["07:00", "18:00"],
                ["20:00", "21:00"],
                ["5"],
                "Strength",
                "Running",
                "Stretching"),
            Of(
                "event",
                "Event agenda",
                "Who speaks when, and when there is coffee.",
                ["event*", "agenda", "conference", "meeting*", "wedding", "party"],
                ["09:30", "10:00"],
                ["16:00", "18:00"],
                ["15", "20"],
                "Opening",
                "Talks",
                "Questions"),
            Of(
                "meals",
                "Meal planner",
                "What to cook, by what matters, in the evening you have.",
                ["meal*", "dinner*", "food", "menu"],
                ["16:00", "17:00"],
                ["20:00", "21:00"],
                ["5", "10"],
                "Roast vegetables",
                "Bake bread",
                "Fruit salad"),
        ],
    };

    private static Variant Of(
        string name,
        string title,
        string tagline,
        string[] keywords,
        string[] start,
        string[] end,
        string[] pause,
        string one,
        string two,
        string three) =>
        Template.Of(
            name,
            title,
            tagline,
            keywords,
            ("start", start),
            ("end", end),
            ("pause", pause),
            ("one", [one]),
            ("two", [two]),
            ("three", [three]));
}
