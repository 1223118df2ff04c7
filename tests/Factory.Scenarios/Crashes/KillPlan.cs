namespace Factory.Scenarios.Crashes;

/// <summary>When in each stage the silo is killed. Everything follows from the seed.</summary>
internal sealed class KillPlan
{
    /// <summary>The stages of the shipped pipeline.</summary>
    public static readonly string[] Stages = ["research", "prd", "build", "test", "deploy"];

    private readonly Random _random;
    private readonly Dictionary<string, int> _left;

    /// <param name="seed">The same seed gives the same plan.</param>
    /// <param name="killsPerStage">Number of kills in each stage.</param>
    public KillPlan(int seed, int killsPerStage)
    {
        _random = new Random(seed);
        _left = Stages.ToDictionary(s => s, _ => killsPerStage);
    }

    /// <summary>Remaining kills of a stage.</summary>
    public int Left(string stage) => _left.GetValueOrDefault(stage);

    /// <summary>Remaining kills of all stages.</summary>
    public int LeftInAll => _left.Values.Sum();

    /// <summary>
    /// The next moment in a stage, counted from the start of a silo: after a number of the stage's events or of its
    /// model calls, plus a pause. The pause is part of the randomness; nothing waits for it.
    /// </summary>
    public KillMoment Next() => new(
        Events: _random.Next(2) == 0 ? _random.Next(1, 11) : null,
        Turns: _random.Next(1, 4),
        Pause: TimeSpan.FromMilliseconds(_random.Next(3) == 0 ? 0 : _random.Next(0, 150)));

    /// <summary>Records a kill.</summary>
    public void Done(string stage) => _left[stage]--;
}

/// <summary>A moment of a stage.</summary>
/// <param name="Events">Number of events of the stage; null to count model calls.</param>
/// <param name="Turns">Number of model calls of the stage.</param>
/// <param name="Pause">Pause after that.</param>
internal sealed record KillMoment(int? Events, int Turns, TimeSpan Pause);
