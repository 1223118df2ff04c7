using Factory.Configuration.Reading;
using Factory.Contracts.Metering;
using Factory.Domain.Routing;

namespace Factory.Configuration.Policies;

/// <summary>Reads the part <c>routing</c> of <c>policy.yaml</c>, and what an attempt of a kind usually takes.</summary>
internal static class RoutingSection
{
    /// <summary>How models are chosen; the defaults where the section or a key is missing.</summary>
    public static RoutingConfig Read(ConfigSection root)
    {
        var fallback = RoutingConfig.Default;
        if (root.Section("routing") is not { } section)
        {
            return fallback;
        }

        var options = new RoutingConfig(
            section.Flag("learned", fallback.IsLearningEnabled),
            (double)(section.Amount("exploration", part => part is >= 0 and <= 0.5m, "a part from 0 to 0.5, like 0.05") ?? (decimal)fallback.Exploration),
            section.Number("half_life", fallback.HalfLife, 5, 10_000),
            new Usd(section.Amount("failure_cost", usd => usd is >= 0 and <= 10_000m, "an amount of US dollars from 0 to 10000, like 5.00") ?? fallback.FailureCost.Amount),
            section.EnumValue<ModelPreferences>("preferences") ?? fallback.Preferences);
        section.RejectUnknownKeys();
        return options;
    }

    /// <summary>What an attempt of a kind usually takes.</summary>
    public static TypicalUsage ReadTypicalUsage(ConfigSection kind)
    {
        var fallback = TypicalUsage.Default;
        if (kind.Section("typical_usage") is not { } section)
        {
            return fallback;
        }

        var size = new TypicalUsage(section.LongNumber("input", fallback.Input, 1, 100_000_000), section.LongNumber("output", fallback.Output, 1, 10_000_000));
        section.RejectUnknownKeys();
        return size;
    }
}
