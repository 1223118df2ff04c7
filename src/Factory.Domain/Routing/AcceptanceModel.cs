using Factory.Domain.Models;

namespace Factory.Domain.Routing;

/// <summary>
/// Estimates acceptance from records by hierarchical shrinkage. The prior of a model, agent and kind is the estimate of
/// the same model with other agents; the prior of that is the estimate of the model for other kinds, and the prior of
/// that is the assumption for the model's tier. Each prior counts as <see cref="PriorWeight"/> attempts.
/// </summary>
/// <param name="records">What was recorded.</param>
/// <param name="kind">The kind of task.</param>
/// <param name="agent">The agent.</param>
/// <param name="halfLife">Number of outcomes of a kind after which an outcome counts half.</param>
public sealed class AcceptanceModel(RoutingRecords records, string kind, AgentId agent, int halfLife)
{
    /// <value>
    /// Number of attempts that a prior counts as: 3. With more, experience would be slow to move an estimate; with
    /// fewer, one bad attempt would exclude a model.
    /// </value>
    public const double PriorWeight = 3;

    // Assumed acceptance by tier, of a first attempt and of one after a setback (such tasks are harder). They are
    // guesses, not measurements, and matter only at the beginning: a dozen outcomes outweigh them.
    private static readonly double[] FirstAttemptPrior = [0.5, 0.6, 0.7, 0.8, 0.9];
    private static readonly double[] LaterAttemptPrior = [0.4, 0.5, 0.6, 0.7, 0.8];

    /// <summary>The estimate of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="isAfterSetback">True after a setback.</param>
    public AcceptanceEstimate Estimate(ModelDefinition model, bool isAfterSetback)
    {
        var (own, otherAgents, otherKinds) = (default(Sum), default(Sum), default(Sum));
        foreach (var record in records.Models)
        {
            // What reaches a second model is harder than the average task. Counted together, the two would underrate
            // the models to which tasks escalate (docs/adr/0016).
            if (record.IsAfterSetback != isAfterSetback || record.Model != model.Ref)
            {
                continue;
            }

            // By the clock of the record's own kind: a rare kind must not be forgotten because others are busy.
            var decay = record.DecayFactorAt(records.ForKind(record.Kind).Outcomes, halfLife);
            if (record.Kind != kind)
            {
                otherKinds = otherKinds.With(record, decay);
            }
            else if (record.Agent != agent)
            {
                otherAgents = otherAgents.With(record, decay);
            }
            else
            {
                own = own.With(record, decay);
            }
        }

        var prior = (isAfterSetback ? LaterAttemptPrior : FirstAttemptPrior)[(int)model.Tier];
        var costRatio = 1.0;

        // From the most general level to the most specific: each result is the prior of the next.
        foreach (var level in (ReadOnlySpan<Sum>)[otherKinds, otherAgents])
        {
            (prior, costRatio) = (level.Acceptance(prior), level.CostRatio(costRatio));
        }

        // Decay rounds the two sums differently, so their difference can fall below zero.
        var failed = Math.Max(0, own.Weight - own.AcceptedWeight);
        // The number of attempts leaves other kinds out: they inform the prior, but the start policy asks for
        // experience with this kind before it departs from the pyramid.
        return new AcceptanceEstimate(
            own.AcceptedWeight + (PriorWeight * prior),
            failed + (PriorWeight * (1 - prior)),
            own.CostRatio(costRatio),
            own.Attempts + otherAgents.Attempts);
    }

    private readonly record struct Sum(double Weight, double AcceptedWeight, double CostRatioWeight, double CostRatioSum, int Attempts)
    {
        public Sum With(ModelRecord record, double decay) => new(
            Weight + (record.Weight * decay),
            AcceptedWeight + (record.AcceptedWeight * decay),
            CostRatioWeight + (record.CostRatioWeight * decay),
            CostRatioSum + (record.CostRatioSum * decay),
            Attempts + record.Attempts);

        public double Acceptance(double prior) => (AcceptedWeight + (PriorWeight * prior)) / (Weight + PriorWeight);

        public double CostRatio(double prior) => (CostRatioSum + (PriorWeight * prior)) / (CostRatioWeight + PriorWeight);
    }
}
