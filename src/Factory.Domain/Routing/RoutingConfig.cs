using Factory.Contracts.Metering;

namespace Factory.Domain.Routing;

/// <summary>How models are chosen: the part <c>routing</c> of <c>policy.yaml</c>.</summary>
/// <param name="IsLearningEnabled">True when experience may move where a task starts; false for the plain pyramid. Default true.</param>
/// <param name="Exploration">The largest part of a kind's choices that may try another start than the best one known, 0 to 0.5; default 0.05.</param>
/// <param name="HalfLife">After how many outcomes of its kind an outcome counts half; default 50.</param>
/// <param name="FailureCost">What a task that is never accepted costs its operator beside the tokens; default 5 USD, the default budget of the run that fails with it.</param>
/// <param name="Preferences">What the models that an agent's file lists mean; default <see cref="ModelPreferences.Tier"/>.</param>
public sealed record RoutingConfig(bool IsLearningEnabled, double Exploration, int HalfLife, Usd FailureCost, ModelPreferences Preferences)
{
    /// <value>Learned, 5 % exploration, a half-life of 50 outcomes, 5 USD, preferences within a tier.</value>
    public static RoutingConfig Default { get; } = new(true, 0.05, 50, new Usd(5), ModelPreferences.Tier);
}

/// <summary>What the models that an agent's file lists mean.</summary>
public enum ModelPreferences
{
    /// <summary>They come first among models of the same tier: the pyramid decides the tier.</summary>
    Tier,

    /// <summary>They come before all others for a task's first attempt, whatever they cost.</summary>
    First,
}
