using Factory.Configuration.Reading;
using Factory.Contracts.Metering;
using Factory.Domain.Routing;

namespace Factory.Configuration.Policies;

/// <summary>Reads the section <c>routing</c> of <c>policy.yaml</c>, and the <c>typical_usage</c> of a kind.</summary>
internal static class RoutingSection
{
    /// <summary>Reads <c>routing</c>; a missing section or key has its default.</summary>
    public static RoutingConfig Read(ConfigSection root)
    {
        var fallback = RoutingConfig.Default;
        if (root.Section("routing") is not { } section)
        {
            return fallback;
        }

        var options = new RoutingConfig(
            section.Flag("learned", fallback.IsLearningEnabled),
            (double)(section.Amount("exploration", part => part is >= 0 and <= 0.5m, "a part from 0 to 0.5, like 0.05")
                ?? (decimal)fallback.Exploration),
            section.Number("half_life", fallback.HalfLife, 5, 10_000),
            new Usd(section.Amount("failure_cost", usd => usd is >= 0 and <= 10_000m, "an amount of US dollars from 0 to 10000, like 5.00")
                ?? fallback.FailureCost.Amount),
            section.EnumValue<ModelPreferences>("preferences") ?? fallback.Preferences);
        section.RejectUnknownKeys();
        return options;
    }

    /// <summary>Reads <c>typical_usage</c>: the tokens of a typical attempt.</summary>
    public static TypicalUsage ReadTypicalUsage(ConfigSection kind)
    {
        var fallback = TypicalUsage.Default;
        if (kind.Section("typical_usage") is not { } section)
        {
            return fallback;
        }

        var size = new TypicalUsage(
            section.LongNumber("input", fallback.Input, 1, 100_000_000),
            section.LongNumber("output", fallback.Output, 1, 10_000_000));
        section.RejectUnknownKeys();
        return size;
    }
}
