using Factory.Contracts.Models;

namespace Factory.Domain.Routing;

/// <summary>
/// How a model did for a kind with an agent. The whole numbers count everything; the weights forget: an outcome counts half after a
/// half-life of outcomes of its kind.
/// </summary>
/// <param name="Kind">The kind of task.</param>
/// <param name="Agent">Who worked.</param>
/// <param name="Model">With which model.</param>
/// <param name="IsLater">True for attempts after a setback.</param>
public sealed record ModelRecord(string Kind, AgentId Agent, ModelRef Model, bool IsLater)
{
    /// <summary>All attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>Those whose result was accepted.</summary>
    public int Accepted { get; init; }

    /// <summary>Attempts, weighted, as of <see cref="Clock"/>.</summary>
    public double Weight { get; init; }

    /// <summary>Accepted ones, weighted, as of <see cref="Clock"/>.</summary>
    public double AcceptedWeight { get; init; }

    /// <summary>Attempts whose size is known, weighted, as of <see cref="Clock"/>.</summary>
    public double SizedWeight { get; init; }

    /// <summary>Their sizes (1 is the kind's typical one), weighted and added up, as of <see cref="Clock"/>.</summary>
    public double SizeSum { get; init; }

    /// <summary>How many outcomes of the kind there were when the weights were last worked out.</summary>
    public long Clock { get; init; }

    /// <summary>The record with one more outcome.</summary>
    /// <param name="clock">Outcomes of the kind, this one included.</param>
    public ModelRecord Add(RoutingOutcome outcome, long clock, int halfLife)
    {
        var now = At(clock, halfLife);
        return now with
        {
            Attempts = Attempts + 1,
            Accepted = Accepted + (outcome.IsAccepted ? 1 : 0),
            Weight = now.Weight + 1,
            AcceptedWeight = now.AcceptedWeight + (outcome.IsAccepted ? 1 : 0),
            SizedWeight = now.SizedWeight + (outcome.Size is null ? 0 : 1),
            SizeSum = now.SizeSum + Math.Clamp(outcome.Size ?? 0, 0, LargestSize),
        };
    }

    /// <summary>The record as it counts at a later time.</summary>
    public ModelRecord At(long clock, int halfLife)
    {
        if (clock <= Clock)
        {
            return this;
        }

        var kept = Math.Pow(0.5, (clock - Clock) / (double)halfLife);
        return this with { Clock = clock, Weight = Weight * kept, AcceptedWeight = AcceptedWeight * kept, SizedWeight = SizedWeight * kept, SizeSum = SizeSum * kept };
    }

    // One attempt that ran away must not decide for months.
    private const double LargestSize = 50;
}
