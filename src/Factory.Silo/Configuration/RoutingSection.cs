using System.Globalization;
using Factory.Contracts.Models;
using Factory.Domain.Routing;

namespace Factory.Silo.Configuration;

/// <summary>Reads the part <c>routing</c> of <c>policy.yaml</c>, and what an attempt of a kind usually takes.</summary>
internal static class RoutingSection
{
    /// <summary>How models are chosen; the defaults where the section or a key is missing.</summary>
    public static RoutingOptions Read(ConfigSection root)
    {
        var fallback = RoutingOptions.Default;
        if (root.Section("routing") is not { } section)
        {
            return fallback;
        }

        var options = new RoutingOptions(
            Switch(section, "learned", fallback.Learned),
            (double)Amount(section, "exploration", (decimal)fallback.Exploration, 0.5m, "a part from 0 to 0.5, like 0.05"),
            section.Number("half_life", fallback.HalfLife, 5, 10_000),
            new Usd(Amount(section, "failure_cost", fallback.FailureCost.Amount, 10_000m, "an amount of US dollars from 0 to 10000, like 5.00")),
            section.Choice<ModelPreferences>("preferences") ?? fallback.Preferences);
        section.RefuseUnknownKeys();
        return options;
    }

    /// <summary>What an attempt of a kind usually takes.</summary>
    public static TaskSize ReadSize(ConfigSection kind)
    {
        var fallback = TaskSize.Default;
        if (kind.Section("size") is not { } section)
        {
            return fallback;
        }

        var size = new TaskSize(section.LongNumber("input", fallback.Input, 1, 100_000_000), section.LongNumber("output", fallback.Output, 1, 10_000_000));
        section.RefuseUnknownKeys();
        return size;
    }

    private static bool Switch(ConfigSection section, string key, bool fallback)
    {
        switch (section.Text(key))
        {
            case null:
                return fallback;
            case "true":
                return true;
            case "false":
                return false;
            case var text:
                section.Problem(key, $"'routing.{key}' is '{ConfigProblems.Quote(text)}'; it must be true or false");
                return fallback;
        }
    }

    private static decimal Amount(ConfigSection section, string key, decimal fallback, decimal most, string rule)
    {
        if (section.Text(key) is not { } text)
        {
            return fallback;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount >= 0 && amount <= most)
        {
            return amount;
        }

        section.Problem(key, $"'routing.{key}' is '{ConfigProblems.Quote(text)}'; it must be {rule}");
        return fallback;
    }
}
