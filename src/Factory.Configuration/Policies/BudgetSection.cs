using Factory.Configuration.Reading;
using Factory.Contracts.Metering;
using Factory.Domain.Configuration;

namespace Factory.Configuration.Policies;

/// <summary>Reads the section <c>budgets</c>, and the <c>lifetime_limits</c> of a kind.</summary>
/// <param name="Day">The cap of the factory per day.</param>
/// <param name="Agent">The cap of each agent per day; null for none.</param>
/// <param name="Run">The default cap of a run.</param>
/// <param name="Task">The cap of a task over all attempts; null for none.</param>
internal sealed record BudgetSection(Usd Day, Usd? Agent, Usd Run, Usd? Task)
{
    private const decimal MaxUsd = 1_000_000m;

    /// <summary>Reads <c>budgets</c>.</summary>
    public static BudgetSection Read(ConfigSection root)
    {
        var section = root.Section("budgets");
        var budgets = new BudgetSection(
            ReadUsd(section, "day") ?? new Usd(50m),
            ReadUsd(section, "agent"),
            ReadUsd(section, "run") ?? new Usd(5m),
            ReadUsd(section, "task"));
        CheckNotAbove(section, "run", budgets.Run, "day", budgets.Day, "a run cannot spend more than the day allows");
        CheckNotAbove(section, "agent", budgets.Agent, "day", budgets.Day, "an agent cannot spend more than the day allows");
        CheckNotAbove(section, "task", budgets.Task, "run", budgets.Run, "a task cannot spend more than its run may");
        section?.RejectUnknownKeys();
        return budgets;
    }

    /// <summary>Reads <c>lifetime_limits</c> of a kind.</summary>
    public static LifetimeLimits ReadLifetimeLimits(ConfigSection kind)
    {
        var fallback = LifetimeLimits.Default;
        if (kind.Section("lifetime_limits") is not { } limits)
        {
            return fallback;
        }

        var read = new LifetimeLimits(
            limits.LongNumber("calls", fallback.Calls, 1, 1_000_000),
            limits.LongNumber("tokens", fallback.Tokens, 1_000, 10_000_000_000),
            limits.Number("attempts", fallback.Attempts, 1, 1_000));
        limits.RejectUnknownKeys();
        return read;
    }

    private static void CheckNotAbove(ConfigSection? section, string key, Usd? inner, string outerKey, Usd outer, string why)
    {
        // Defaults are compared as well: an operator who lowers only the day below the default of a run gets an error. A missing
        // cap is null, and no comparison with null holds.
        if (inner > outer)
        {
            section?.ReportProblem(key, $"'budgets.{key}' ({inner}) is more than 'budgets.{outerKey}' ({outer}); {why}");
        }
    }

    private static Usd? ReadUsd(ConfigSection? budgets, string key) =>
        budgets?.Amount(
            key,
            usd => usd is > 0 and <= MaxUsd,
            "an amount of US dollars above 0 and at most 1000000, like 5.00") is { } amount ? new Usd(amount) : null;
}
