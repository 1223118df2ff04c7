using Factory.Domain.Models;

namespace Factory.Domain.Routing;

/// <summary>
/// Turns records into beliefs. Where a kind, agent and model have little to show, the same model with other agents counts, then the same
/// model for other kinds, then what a model of its tier is assumed to do: each as if it were <see cref="PriorWeight"/> attempts.
/// </summary>
public sealed class AcceptanceModel(RoutingRecords records, string kind, AgentId agent, int halfLife)
{
    /// <value>How many attempts a guess counts for: 3.</value>
    public const double PriorWeight = 3;

    // Assumed acceptance by tier, of a first attempt and of one after a setback. Only the start: a dozen outcomes outweigh them.
    private static readonly double[] FirstAttemptPrior = [0.5, 0.6, 0.7, 0.8, 0.9];
    private static readonly double[] LaterAttemptPrior = [0.4, 0.5, 0.6, 0.7, 0.8];

    /// <summary>What to expect of a model.</summary>
    /// <param name="isAfterSetback">True after a setback.</param>
    public AcceptanceEstimate Estimate(ModelDefinition model, bool isAfterSetback)
    {
        var (own, siblings, cousins) = (default(Sum), default(Sum), default(Sum));
        foreach (var record in records.Models)
        {
            if (record.IsAfterSetback != isAfterSetback || record.Model != model.Ref)
            {
                continue;
            }

            var kept = record.DecayFactorAt(records.ForKind(record.Kind).Outcomes, halfLife);
            if (record.Kind != kind)
            {
                cousins = cousins.With(record, kept);
            }
            else if (record.Agent != agent)
            {
                siblings = siblings.With(record, kept);
            }
            else
            {
                own = own.With(record, kept);
            }
        }

        var guess = (isAfterSetback ? LaterAttemptPrior : FirstAttemptPrior)[(int)model.Tier];
        var size = 1.0;
        foreach (var level in (ReadOnlySpan<Sum>)[cousins, siblings])
        {
            (guess, size) = (level.Acceptance(guess), level.CostRatio(size));
        }

        var failed = Math.Max(0, own.Weight - own.AcceptedWeight);
        return new AcceptanceEstimate(
            own.AcceptedWeight + (PriorWeight * guess),
            failed + (PriorWeight * (1 - guess)),
            own.CostRatio(size),
            own.Attempts + siblings.Attempts);
    }

    private readonly record struct Sum(double Weight, double AcceptedWeight, double CostRatioWeight, double CostRatioSum, int Attempts)
    {
        public Sum With(ModelRecord record, double kept) => new(
            Weight + (record.Weight * kept), AcceptedWeight + (record.AcceptedWeight * kept), CostRatioWeight + (record.CostRatioWeight * kept), CostRatioSum + (record.CostRatioSum * kept), Attempts + record.Attempts);

        public double Acceptance(double before) => (AcceptedWeight + (PriorWeight * before)) / (Weight + PriorWeight);

        public double CostRatio(double before) => (CostRatioSum + (PriorWeight * before)) / (CostRatioWeight + PriorWeight);
    }
}
