using Factory.Contracts.Models;

namespace Factory.Domain.Routing;

/// <summary>
/// Outcomes of a model for a kind with an agent. The integers count all outcomes; the weights decay exponentially, so
/// that models whose quality changes are judged by recent outcomes: an outcome counts half after a half-life, measured
/// in outcomes of its kind.
/// </summary>
/// <param name="Kind">The kind of task.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Model">The model.</param>
/// <param name="IsAfterSetback">True for attempts after a setback.</param>
public sealed record ModelRecord(string Kind, AgentId Agent, ModelRef Model, bool IsAfterSetback)
{
    /// <summary>All attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>Those whose result was accepted.</summary>
    public int Accepted { get; init; }

    /// <summary>Attempts, weighted, as of <see cref="Clock"/>.</summary>
    public double Weight { get; init; }

    /// <summary>Accepted attempts, weighted, as of <see cref="Clock"/>.</summary>
    public double AcceptedWeight { get; init; }

    /// <summary>Attempts whose cost ratio is known, weighted, as of <see cref="Clock"/>.</summary>
    public double CostRatioWeight { get; init; }

    /// <summary>
    /// Sum of their cost ratios (1 is the kind's typical usage), weighted, as of <see cref="Clock"/>.
    /// </summary>
    public double CostRatioSum { get; init; }

    /// <summary>
    /// Number of outcomes of the kind when the weights were last computed. Weights are decayed when they are read, not
    /// in all records at every outcome.
    /// </summary>
    public long Clock { get; init; }

    /// <summary>The record with one more outcome.</summary>
    /// <param name="outcome">The outcome.</param>
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
            // A weight of its own: an attempt without a known ratio (a model without a price) must not pull the average
            // to zero.
            CostRatioWeight = now.CostRatioWeight + (outcome.CostRatio is null ? 0 : 1),
            CostRatioSum = now.CostRatioSum + Math.Clamp(outcome.CostRatio ?? 0, 0, MaxCostRatio),
        };
    }

    /// <summary>The factor by which weights decay until a later count: 0.5 ^ (outcomes since / half-life).</summary>
    public double DecayFactorAt(long clock, int halfLife) => clock <= Clock ? 1 : Math.Pow(0.5, (clock - Clock) / (double)halfLife);

    /// <summary>The record with its weights decayed to a later count.</summary>
    public ModelRecord DecayedTo(long clock, int halfLife)
    {
        if (clock <= Clock)
        {
            return this;
        }

        var decay = DecayFactorAt(clock, halfLife);
        return this with
        {
            Clock = clock,
            Weight = Weight * decay,
            AcceptedWeight = AcceptedWeight * decay,
            CostRatioWeight = CostRatioWeight * decay,
            CostRatioSum = CostRatioSum * decay
        };
    }

    // One runaway attempt must not dominate the average for a whole half-life.
    private const double MaxCostRatio = 50;
}
