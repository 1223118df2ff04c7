namespace App;

/// <summary>A stretch of time with one thing to do, in seconds from the start.</summary>
public sealed record Phase(string Name, int Round, int Start, int Seconds);

/// <summary>Everything that happens, in order.</summary>
public sealed record Plan(IReadOnlyList<Phase> Phases, int Total);

/// <summary>Lays out intervals of work and rest.</summary>
public static class Intervals
{
    public const int MaxSeconds = 24 * 60 * 60;

    /// <summary>Get ready, then work and rest by turns; after the last round there is nothing to rest for.</summary>
    public static Plan Lay(int ready, int work, int rest, int rounds)
    {
        if (ready is < 0 or > 600)
        {
            throw new InputError("Get ready: please enter 0 to 600 seconds.");
        }

        if (work is < 1 or > MaxSeconds || rest is < 0 or > MaxSeconds)
        {
            throw new InputError("{{workname}} must last at least a second, {{restname}} may be 0; neither more than a day.");
        }

        if (rounds is < 1 or > 200)
        {
            throw new InputError("Rounds: please enter 1 to 200.");
        }

        var phases = new List<Phase>();
        var at = 0;
        void Add(string name, int round, int seconds)
        {
            if (seconds > 0)
            {
                phases.Add(new Phase(name, round, at, seconds));
                at += seconds;
            }
        }

        Add("Get ready", 0, ready);
        for (var round = 1; round <= rounds; round++)
        {
            Add("{{workname}}", round, work);
            if (round < rounds)
            {
                Add("{{restname}}", round, rest);
            }
        }

        return new Plan(phases, at);
    }

    /// <summary>What is on at a second; null when all is over.</summary>
    public static Phase? At(Plan plan, int second) => plan.Phases.FirstOrDefault(p => second >= p.Start && second < p.Start + p.Seconds);
}
