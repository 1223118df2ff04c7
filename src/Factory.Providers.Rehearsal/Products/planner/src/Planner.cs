namespace App;

/// <summary>Something to fit in. Priority 1 comes first.</summary>
public sealed record Wish(string Title, int Minutes, int Priority);

/// <summary>Something with its place in the day, in minutes after midnight.</summary>
public sealed record Slot(string Title, int Start, int End);

/// <summary>The day, what did not fit, and the minutes that stay free.</summary>
public sealed record Day(IReadOnlyList<Slot> Slots, IReadOnlyList<Wish> Left, int Free);

/// <summary>Lays out a day: by priority, with breaks between, and never past its end.</summary>
public static class Planner
{
    public const int MinutesInDay = 24 * 60;
    public const int MaxWishes = 100;

    public static Day Lay(int start, int end, int pause, IReadOnlyList<Wish> wishes)
    {
        Demand(start >= 0 && end <= MinutesInDay && start < end, "Please choose an end that is after the start.");
        Demand(pause is >= 0 and <= 240, "Break: please enter 0 to 240 minutes.");
        Demand(wishes.Count <= MaxWishes, $"Please plan at most {MaxWishes} things a day.");
        foreach (var wish in wishes)
        {
            Demand(!string.IsNullOrWhiteSpace(wish.Title) && wish.Title.Length <= 120, "Please give everything a name of at most 120 characters.");
            Demand(wish.Minutes is >= 1 and <= MinutesInDay, $"{wish.Title}: please enter 1 to {MinutesInDay} minutes.");
        }

        var (slots, left) = (new List<Slot>(), new List<Wish>());
        var at = start;
        foreach (var wish in wishes.OrderBy(w => w.Priority))
        {
            var from = slots.Count == 0 ? at : at + pause;
            if (from + wish.Minutes <= end)
            {
                slots.Add(new Slot(wish.Title.Trim(), from, from + wish.Minutes));
                at = from + wish.Minutes;
            }
            else
            {
                left.Add(wish);
            }
        }

        return new Day(slots, left, end - start - slots.Sum(s => s.End - s.Start));
    }

    /// <summary><c>08:30</c> as minutes after midnight.</summary>
    public static int Minutes(string? clock) =>
        clock == "24:00" ? MinutesInDay
        : TimeOnly.TryParseExact(clock, "HH:mm", out var time) ? time.Hour * 60 + time.Minute
        : throw new InputError("Please write times like 08:30.");

    private static void Demand(bool holds, string message)
    {
        if (!holds)
        {
            throw new InputError(message);
        }
    }
}
