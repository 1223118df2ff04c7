namespace Factory.Scenarios.Crashes;

/// <summary>Where in each stage the silo is killed; all of it follows from the seed.</summary>
internal sealed class KillPlan
{
    /// <summary>The stages of the shipped pipeline.</summary>
    public static readonly string[] Stages = ["research", "prd", "build", "test", "deploy"];

    private readonly Random _random;
    private readonly Dictionary<string, int> _left;

    /// <param name="seed">The same seed gives the same plan.</param>
    /// <param name="killsPerStage">How often each stage is to be killed.</param>
    public KillPlan(int seed, int killsPerStage)
    {
        _random = new Random(seed);
        _left = Stages.ToDictionary(s => s, _ => killsPerStage);
    }

    /// <summary>Kills that are left for a stage.</summary>
    public int Left(string stage) => _left.GetValueOrDefault(stage);

    /// <summary>Kills that are left for all.</summary>
    public int LeftInAll => _left.Values.Sum();

    /// <summary>
    /// The next moment in a stage, counted from the start of a silo: after so many events of the stage or so many questions to its model, and a little later. The pause
    /// is part of the chance, nothing waits for it.
    /// </summary>
    public KillMoment Next() => new(
        Events: _random.Next(2) == 0 ? _random.Next(1, 11) : null,
        Turns: _random.Next(1, 4),
        Pause: TimeSpan.FromMilliseconds(_random.Next(3) == 0 ? 0 : _random.Next(0, 150)));

    /// <summary>A kill was done.</summary>
    public void Done(string stage) => _left[stage]--;
}

/// <summary>A moment of a stage.</summary>
/// <param name="Events">After so many events of the stage; null to count turns.</param>
/// <param name="Turns">When its model is asked for the so-manieth time.</param>
/// <param name="Pause">And so much later.</param>
internal sealed record KillMoment(int? Events, int Turns, TimeSpan Pause);
