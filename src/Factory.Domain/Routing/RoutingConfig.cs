using Factory.Contracts.Metering;

namespace Factory.Domain.Routing;

/// <summary>The section <c>routing</c> of <c>policy.yaml</c>: how models are chosen.</summary>
/// <param name="IsLearningEnabled">True when records may change the model that a task starts with; false for the static
/// pyramid. Default true.</param>
/// <param name="Exploration">Maximum share of a kind's choices that may explore another model than the best known one,
/// 0 to 0.5; default 0.05.</param>
/// <param name="HalfLife">Number of outcomes of a kind after which an outcome counts half; default 50.</param>
/// <param name="FailureCost">Cost of a task that is never accepted, besides its tokens; default 5 USD, the default
/// budget of the run that fails with it.</param>
/// <param name="Preferences">How the models in an agent's file rank; default
/// <see cref="ModelPreferences.Tier"/>.</param>
public sealed record RoutingConfig(bool IsLearningEnabled, double Exploration, int HalfLife, Usd FailureCost, ModelPreferences Preferences)
{
    /// <value>Learning, 5 % exploration, a half-life of 50 outcomes, 5 USD, preferences within a tier.</value>
    public static RoutingConfig Default { get; } = new(true, 0.05, 50, new Usd(5), ModelPreferences.Tier);
}

/// <summary>How the models in an agent's file rank.</summary>
public enum ModelPreferences
{
    /// <summary>They come first among models of the same tier: the pyramid decides the tier.</summary>
    Tier,

    /// <summary>They come before all others for a task's first attempt, whatever they cost.</summary>
    First,
}
