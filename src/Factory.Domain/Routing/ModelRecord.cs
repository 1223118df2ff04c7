using Factory.Contracts.Models;

namespace Factory.Domain.Routing;

/// <summary>
/// How a model did for a kind with an agent. The whole numbers count everything; the weights forget: an outcome counts half after a
/// half-life of outcomes of its kind.
/// </summary>
/// <param name="Kind">The kind of task.</param>
/// <param name="Agent">Who worked.</param>
/// <param name="Model">With which model.</param>
/// <param name="IsAfterSetback">True for attempts after a setback.</param>
public sealed record ModelRecord(string Kind, AgentId Agent, ModelRef Model, bool IsAfterSetback)
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
    public double CostRatioWeight { get; init; }

    /// <summary>Their sizes (1 is the kind's typical one), weighted and added up, as of <see cref="Clock"/>.</summary>
    public double CostRatioSum { get; init; }

    /// <summary>How many outcomes of the kind there were when the weights were last worked out.</summary>
    public long Clock { get; init; }

    /// <summary>The record with one more outcome.</summary>
    /// <param name="clock">Outcomes of the kind, this one included.</param>
    public ModelRecord Add(RoutingOutcome outcome, long clock, int halfLife)
    {
        var now = DecayedTo(clock, halfLife);
        return now with
        {
            Attempts = Attempts + 1,
            Accepted = Accepted + (outcome.IsAccepted ? 1 : 0),
            Weight = now.Weight + 1,
            AcceptedWeight = now.AcceptedWeight + (outcome.IsAccepted ? 1 : 0),
            CostRatioWeight = now.CostRatioWeight + (outcome.CostRatio is null ? 0 : 1),
            CostRatioSum = now.CostRatioSum + Math.Clamp(outcome.CostRatio ?? 0, 0, MaxCostRatio),
        };
    }

    /// <summary>The part of its weights that is left at a later time.</summary>
    public double DecayFactorAt(long clock, int halfLife) => clock <= Clock ? 1 : Math.Pow(0.5, (clock - Clock) / (double)halfLife);

    /// <summary>The record as it counts at a later time.</summary>
    public ModelRecord DecayedTo(long clock, int halfLife)
    {
        if (clock <= Clock)
        {
            return this;
        }

        var kept = DecayFactorAt(clock, halfLife);
        return this with { Clock = clock, Weight = Weight * kept, AcceptedWeight = AcceptedWeight * kept, CostRatioWeight = CostRatioWeight * kept, CostRatioSum = CostRatioSum * kept };
    }

    // One attempt that ran away must not decide for months.
    private const double MaxCostRatio = 50;
}
