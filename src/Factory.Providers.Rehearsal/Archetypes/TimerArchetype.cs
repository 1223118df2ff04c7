namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Timers: countdowns, workouts, focus, kitchen and meditation.</summary>
internal static class TimerArchetype
{
    private static readonly Defect LastRest = new(
        "src/Intervals.cs",
        "if (round < rounds)",
        "if (round <= rounds)",
        "There was a rest after the last round, so the plan was too long; it now ends with the last round.");

    public static Archetype Instance { get; } = new()
    {
        Name = "timer",
        Phrase = "a timer",
        Keywords =
        [
            "timer", "timers", "countdown", "countdowns", "interval", "intervals", "pomodoro", "stopwatch", "tabata", "hiit", "alarm", "meditation", "egg", "eggs", "focus",
            "eieruhr", "stoppuhr", "temporizador", "cronómetro", "minuteur", "chronomètre", "таймер", "计时器", "倒计时", "タイマー", "⏱", "⏲", "⏰", "🍅",
        ],
        OutOfScope = ["Alarms while the page is closed.", "Shared timers."],
        Risks = ["Browsers throttle pages in the background.", "Browsers play sounds only after a click."],
        Variants =
        [
            Of(
                "countdown",
                "Countdown timer",
                "Set it, start it, see what is left.",
                ["countdown", "countdowns", "倒计时"],
                "Countdown",
                "Pause",
                ["0"],
                ["60", "120", "600"],
                ["0"],
                ["1"]),
            Of(
                "workout",
                "Interval timer",
                "Work, rest, repeat: it counts so that you need not.",
                ["workout*", "interval*", "tabata", "hiit", "training", "gym", "exercise*"],
                "Work",
                "Rest",
                ["5", "10"],
                ["20", "30", "40"],
                ["10", "15", "20"],
                ["6", "8", "10"]),
            Of(
                "pomodoro",
                "Focus timer",
                "A stretch of work, a short break, and again.",
                ["pomodoro", "focus", "study*", "work", "🍅"],
                "Focus",
                "Break",
                ["0"],
                ["1500", "3000"],
                ["300", "600"],
                ["4", "3"]),
            Of(
                "kitchen",
                "Kitchen timer",
                "One countdown until it is done.",
                ["egg", "eggs", "kitchen", "cook*", "tea", "bake", "baking", "eieruhr"],
                "Cooking",
                "Resting",
                ["0"],
                ["240", "360", "480"],
                ["0", "60"],
                ["1"]),
            Of(
                "meditation",
                "Meditation timer",
                "Sit, breathe, and be told when it is time.",
                ["meditation", "meditate", "breath*", "yoga", "calm"],
                "Sitting",
                "Stretching",
                ["10", "15"],
                ["300", "600", "900"],
                ["60", "30"],
                ["1", "2"]),
        ],
    };

    private static Variant Of(
        string name,
        string title,
        string tagline,
        string[] keywords,
        string workName,
        string restName,
        string[] ready,
        string[] work,
        string[] rest,
        string[] rounds) => new VariantTemplate
        {
            Folders = ["timer"],
            Problem = "People who watch the clock are distracted from what they do and lose count of the rounds.",
            Criteria =
        [
            $"{workName} and {restName} alternate for the chosen number of rounds, without gaps.",
            $"The last round ends the plan: no {restName} follows it.",
            "The page shows the current phase, its remaining time and the round, and can be paused and reset.",
        ],
            Defect = LastRest,
        }.Of(
        name,
        title,
        tagline,
        keywords,
        ("workname", [workName]),
        ("restname", [restName]),
        ("ready", ready),
        ("work", work),
        ("rest", rest),
        ("rounds", rounds));
}
